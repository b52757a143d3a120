import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { policyProblems } from "../../../policy/settings";
import { configProblems } from "../../../stacks/config";
import { platformSchema, serverSchema } from "../../../stacks/schema";

export type Block = Record<string, unknown>;

export const isBlock = (value: unknown): value is Block =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const has = (schema: { shape: object }, key: string) => key in schema.shape;
const image = { context: "./servers/demo" };
/** What a server's block alone leaves to the platform. */
const platform: Block = {
    namespace: "mcp-servers",
    route: { host: "mcp.example.com" },
    infisical: { projectSlug: "tools", environmentSlug: "production" },
};

/** What is wrong with an example, by the check that `pulumi up` begins with. An example may show a part of a configuration. */
export function exampleProblems(example: Block): string[] {
    const config = wholeConfig(example);
    const projectDir = mkdtempSync(join(tmpdir(), "mcp-eks-example-"));
    try {
        makeFolders(config["mcp-eks:servers"], projectDir);
        const problems = configProblems({
            cluster: config["mcp-eks:cluster"],
            platform: config["mcp-eks:platform"],
            servers: config["mcp-eks:servers"],
            release: config["mcp-eks:release"],
            stateOf: (key) => (secretsOf(config).includes(key) ? "secret" : "plain"),
            projectDir,
        });
        return [...unknownKeys(config), ...problems, ...policyProblems(config["mcp-eks:policy"] ?? {})];
    } finally {
        rmSync(projectDir, { recursive: true });
    }
}

/** The rest of the configuration around an example; what fits nowhere is taken for a server's block, which then says why. */
function wholeConfig(example: Block): Block {
    const whole = (change: Block) => ({
        "mcp-eks:cluster": { name: "c" },
        "mcp-eks:platform": platform,
        "mcp-eks:servers": { github: { image } },
        ...change,
    });
    if (isBlock(example.config)) return wholeConfig(example.config);
    const keys = Object.keys(example);
    if (keys.some((key) => key.includes(":"))) {
        const servers = example["mcp-eks:servers"];
        const given = isBlock(example["mcp-eks:platform"]) ? example["mcp-eks:platform"] : platform;
        return whole({
            ...example,
            "mcp-eks:platform": { namespace: "mcp-servers", ...given },
            "mcp-eks:servers": isBlock(servers) ? completed(servers) : (servers ?? serversNamedBy(given)),
        });
    }
    if (keys.every((key) => has(serverSchema, key)))
        return whole({ "mcp-eks:servers": completed({ github: example }) });
    if (keys.every((key) => has(platformSchema, key))) {
        return whole({
            "mcp-eks:cluster": clusterNamedBy(example),
            "mcp-eks:platform": { ...platform, ...example },
            "mcp-eks:servers": serversNamedBy(example),
        });
    }
    const areServers = keys.every(
        (key) => isBlock(example[key]) && !has(serverSchema, key) && !has(platformSchema, key),
    );
    return whole({ "mcp-eks:servers": completed(areServers ? example : { github: example }) });
}

/** Servers that show something else than their image get one. */
function completed(servers: Block): Block {
    const complete = (server: unknown) =>
        isBlock(server) && !["image", "prebuilt", "code"].some((source) => source in server)
            ? { image, ...server }
            : server;
    return Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, complete(server)]));
}

/** The platform may name servers, which an example of it does not always show. */
function serversNamedBy({ nodePorts }: Block): Block {
    const names = isBlock(nodePorts) ? Object.keys(nodePorts) : ["github"];
    return Object.fromEntries(names.map((name) => [name, { image }]));
}

/** It may name clusters as well, of which the stack's must be one. */
function clusterNamedBy({ placement }: Block): Block {
    const [name] = isBlock(placement) && Array.isArray(placement.allowedClusters) ? placement.allowedClusters : ["c"];
    return { name };
}

const secretsOf = (config: Block) =>
    [...JSON.stringify(config).matchAll(/"fromConfig":"([^"]+)"/g)].map(([, key]) => key ?? "");

/** Pulumi takes any key; the program reads three, and those that secrets name. */
function unknownKeys(config: Block): string[] {
    const known = ["cluster", "platform", "servers", "release", "policy", ...secretsOf(config)].map(
        (key) => `mcp-eks:${key}`,
    );
    return Object.keys(config)
        .filter((key) => !/^(aws|docker|pulumi):/.test(key) && !known.includes(key))
        .map((key) => `there is no key ${key} of a stack's configuration`);
}

/** Folders that examples name are made up: users have them, this repository has not. */
function makeFolders(servers: unknown, directory: string): void {
    for (const server of isBlock(servers) ? Object.values(servers) : []) {
        const { image, code } = isBlock(server) ? server : {};
        const files = [
            ...(isBlock(image) ? [{ folder: image.context, file: image.dockerfile ?? "Dockerfile" }] : []),
            ...(isBlock(code) ? [{ folder: code.folder, file: "server.mjs" }] : []),
        ];
        for (const { folder, file } of files) {
            if (typeof folder !== "string" || typeof file !== "string") continue;
            const path = resolve(directory, folder, file);
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, "");
        }
    }
}
