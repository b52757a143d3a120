import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { secret } from "@pulumi/pulumi";
import { z } from "zod";
import { type Problem, problemText, refuse, within } from "../components/model/problem";
import { serverProblems } from "../components/model/server-rules";
import { placementProblems } from "./placement";
import { isBlock, notABlock, platformProblems } from "./platform-problems";
import { promotedPlatformProblems, promotedServerProblems, releaseProblems } from "./released-images";
import {
    type ClusterConfig,
    clusterSchema,
    type PlatformConfig,
    platformSchema,
    type ServerConfig,
    serverSchema,
} from "./schema";
import { type ReleaseConfig, releaseSchema } from "./schema/release";
import { schemaProblems } from "./schema-problems";
import { type Surroundings, serverArgs } from "./server-args";
import { sharedRouteProblems } from "./shared-routes";

/** Configuration of a stack, checked. */
export interface StackConfig {
    cluster: ClusterConfig;
    platform: PlatformConfig;
    servers: Record<string, ServerConfig>;
    /** Undefined in a stack that `npm run release` does not keep a record of. */
    release?: ReleaseConfig;
}

/** Configuration as it was read, whatever it holds. */
export interface RawConfig {
    cluster: unknown;
    platform: unknown;
    servers: unknown;
    release?: unknown;
    /** Name of the stack, where it is known. */
    stack?: string;
    /** Whether a key is set, and how. */
    stateOf(key: string): KeyState;
    /** Folder that paths are relative to. */
    projectDir: string;
}

export type KeyState = "unset" | "plain" | "secret";

/** For servers to be checked against while the platform itself is not sound. */
function substitutePlatform(found: unknown): PlatformConfig {
    // What its servers say of tokens is then not looked at without an issuer.
    const auth = isBlock(found) && found.auth !== undefined ? { issuer: "https://localhost" } : undefined;
    return { namespace: "mcp-servers", route: { host: "localhost" }, auth };
}

/** The configuration, when nothing is wrong with it; otherwise the program ends and names all that is. */
export function checkedConfig(raw: RawConfig): StackConfig {
    refuse(configProblems(raw));
    return {
        cluster: clusterSchema.parse(raw.cluster),
        platform: platformSchema.parse(raw.platform),
        servers: z.record(z.string(), serverSchema).parse(raw.servers),
        release: releaseSchema.optional().parse(raw.release),
    };
}

/** All that is wrong with a stack's configuration, one sentence each. */
export function configProblems(raw: RawConfig): string[] {
    const inPlatform = platformProblems(raw.platform);
    const platform = inPlatform.length === 0 ? (raw.platform as PlatformConfig) : substitutePlatform(raw.platform);
    const names = isBlock(raw.servers) ? Object.keys(raw.servers) : [];
    const placed = placementProblems(raw.cluster, platform, names);
    const inRelease = schemaProblems(releaseSchema.optional(), raw.release);
    const release = inRelease.length === 0 ? ((raw.release ?? {}) as ReleaseConfig) : {};
    // What is wrong with the register of ports is said once, not for every server.
    const placedPlatform = placed.length === 0 ? platform : { ...platform, nodePorts: undefined };
    return [
        ...blockProblems("cluster", raw.cluster, schemaProblems(clusterSchema, raw.cluster), raw),
        ...(raw.release === undefined
            ? []
            : blockProblems("release", raw.release, [...inRelease, ...releaseProblems(release, raw.stack)], raw)),
        ...blockProblems(
            "platform",
            raw.platform,
            [...inPlatform, ...placed, ...promotedPlatformProblems(platform, release)],
            raw,
        ),
        ...blockProblems("servers", raw.servers, isBlock(raw.servers) ? [] : [notABlock(raw.servers)], raw),
        ...(isBlock(raw.servers) ? serversProblems(raw.servers, placedPlatform, release, raw) : []),
    ];
}

function blockProblems(key: string, found: unknown, problems: Problem[], raw: RawConfig): string[] {
    const name = `mcp-eks:${key}`;
    if (raw.stateOf(key) === "secret") {
        // One secure value makes all of it secret, and then it would be handed on as plain text.
        return [
            `${name} holds a secure value; give that a key of its own and name it in secrets.<VARIABLE>.fromConfig`,
        ];
    }
    if (found === undefined) return [`${name} is not set; docs/configuration.md says what goes into it`];
    return problems.map((problem) => problemText(name, problem));
}

/** What stands among the secrets, wherever it does not belong, may be one. */
const withoutSecrets = (problem: Problem): Problem =>
    problem.field.startsWith("secrets.") ? { ...problem, found: "(hidden)" } : problem;

function serversProblems(
    found: Record<string, unknown>,
    platform: PlatformConfig,
    release: ReleaseConfig,
    raw: RawConfig,
): string[] {
    const sound: Record<string, ServerConfig> = {};
    const problems = Object.entries(found).flatMap(([name, server]) => {
        const shape = isBlock(server) ? schemaProblems(serverSchema, server).map(withoutSecrets) : [notABlock(server)];
        if (shape.length === 0) sound[name] = server as ServerConfig;
        const all =
            shape.length > 0
                ? shape
                : [
                      ...oneServersProblems(name, server as ServerConfig, platform, raw),
                      ...promotedServerProblems(server as ServerConfig, release),
                  ];
        return all.map((problem) => problemText(`server "${name}"`, problem));
    });
    return [...problems, ...sharedRouteProblems(sound, platform)];
}

function oneServersProblems(name: string, server: ServerConfig, platform: PlatformConfig, raw: RawConfig): Problem[] {
    const { projectDir } = raw;
    const around: Surroundings = {
        platform,
        namespace: platform.namespace,
        projectDir,
        workingDir: projectDir,
        cacheUrl: (registry) => (platform.images?.caches?.[registry] ? "known later" : undefined),
        // What matters here is that there is one; the values come when all is sound.
        oidcProviderArn: "known later",
        clusterArn: "known later",
        secret: () => secret(""),
    };
    const args = serverArgs(name, server, around);
    return [
        ...serverProblems(name, args, (path) => existsSync(resolve(projectDir, path))),
        ...(server.route && server.route.enabled !== false && args.route === undefined
            ? [{ field: "route.host", found: undefined, allowed: "a route needs a host, here or in mcp-eks:platform" }]
            : []),
        ...Object.entries(server.secrets ?? {}).flatMap(([variable, { fromConfig }]) =>
            fromConfig === undefined
                ? []
                : within(`secrets.${variable}`, keyProblems(fromConfig, raw.stateOf(fromConfig))),
        ),
    ];
}

function keyProblems(key: string, state: KeyState): Problem[] {
    const allowed = {
        unset: `this stack has no such key; set it: pulumi config set --secret ${key}`,
        plain: `the key mcp-eks:${key} is in plain text; set it anew: pulumi config set --secret ${key}`,
        secret: undefined,
    }[state];
    return allowed === undefined ? [] : [{ field: "fromConfig", found: key, allowed }];
}
