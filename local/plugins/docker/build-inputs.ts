import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type CheckFailure, containsUnknown, isObject, type Properties, UNKNOWN } from "../shared";
import { contextDigest } from "./context-digest";

/** `build` of an Image once everything in it is known. */
export interface Build {
    context: string;
    dockerfile: string;
    platform: string;
    args?: Record<string, string>;
    target?: string;
    network?: string;
    addHosts?: string[];
    cacheFrom?: { images?: string[] };
    builderVersion?: "BuilderV1" | "BuilderBuildKit";
}

const servedBuildProperties = [
    "addHosts",
    "args",
    "builderVersion",
    "cacheFrom",
    "context",
    "dockerfile",
    "network",
    "platform",
    "target",
    // Not in the schema: written by Check, in the official plugin as here.
    "contextDigest",
];

/** Docker's name for the architecture that this runs on. */
export const hostPlatform = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;

/** Fills in `build` as the official plugin does: paths, this machine's platform, and the digest of all that is read. */
export function withBuildDefaults(inputs: Properties): Properties {
    if (inputs.build === UNKNOWN) return inputs;
    const given = isObject(inputs.build) ? inputs.build : {};
    const context = given.context ?? ".";
    const usualDockerfile = context === UNKNOWN ? UNKNOWN : join(String(context), "Dockerfile");
    const dockerfile = given.dockerfile ?? usualDockerfile;
    const build: Properties = { ...given, context, dockerfile, platform: given.platform ?? hostPlatform };
    if (context !== UNKNOWN && dockerfile !== UNKNOWN && existsSync(String(dockerfile))) {
        build.contextDigest = contextDigest(String(context), String(dockerfile));
    }
    return { ...inputs, buildOnPreview: inputs.buildOnPreview ?? false, build };
}

/** What is wrong with the inputs, defaults filled in. */
export function buildFailures(inputs: Properties): CheckFailure[] {
    const build = inputs.build;
    if (!isObject(build)) return [];
    const failures = Object.keys(build)
        .filter((key) => !servedBuildProperties.includes(key))
        .map((key) => ({
            property: `build.${key}`,
            reason: `build.${key} is not served by the stand-in for the docker plugin: ${servedBuildProperties.join(", ")} are`,
        }));
    const dockerfile = String(build.dockerfile);
    if (build.dockerfile !== UNKNOWN && !existsSync(dockerfile)) {
        failures.push({ property: "build.dockerfile", reason: missingDockerfile(dockerfile, String(build.context)) });
    }
    const builders = [undefined, UNKNOWN, "BuilderV1", "BuilderBuildKit"];
    if (!builders.includes(build.builderVersion as string | undefined)) {
        const reason = `build.builderVersion is "${build.builderVersion}"; it must be BuilderV1 or BuilderBuildKit`;
        failures.push({ property: "build.builderVersion", reason });
    }
    return failures;
}

function missingDockerfile(dockerfile: string, context: string): string {
    if (isAbsolute(dockerfile)) return `there is no Dockerfile at "${dockerfile}"`;
    const inContext = join(context, dockerfile);
    const advice = existsSync(inContext) ? `. Try setting \`dockerfile\` to "${inContext}"` : "";
    return `could not open dockerfile at relative path "${dockerfile}" (from ${process.cwd()})${advice}`;
}

/**
 * Images that are pushed, or that others are cached from, need a registry's host in their name: without one, Docker Hub
 * would be meant.
 */
export function imageNameFailures(inputs: Properties): CheckFailure[] {
    const { imageName, skipPush } = inputs;
    if (typeof imageName !== "string" || imageName === UNKNOWN || skipPush === true) return [];
    const [host = "", ...rest] = imageName.split("/");
    if (rest.length > 0 && (/[.:]/.test(host) || host === "localhost")) return [];
    const reason =
        `imageName is "${imageName}"; this resource requires all image names to be fully qualified. For example, to push ` +
        "to Docker Hub, prefix the name with `docker.io`: docker.io/repository/image:tag";
    return [{ property: "imageName", reason }];
}

/** Whether enough is known to build during a preview. */
export function isBuildable(inputs: Properties): boolean {
    const build = inputs.build;
    if (!isObject(build)) return false;
    return ![build.context, build.dockerfile, build.args, inputs.imageName].some(containsUnknown);
}
