import { join } from "node:path";
import { configProblems, type KeyState, type RawConfig } from "../../../stacks/config";

/** A block of configuration, as YAML gives it. */
export type Block = Record<string, unknown>;

export const cluster: Block = { name: "mcp-dev" };
export const platform: Block = { namespace: "mcp-dev", route: { host: "localhost" } };
export const image: Block = { context: "./servers/demo" };

const projectDir = join(__dirname, "..", "..", "..");

/** Keys of the configuration beside the blocks. */
const keys: Record<string, KeyState> = { token: "secret", plainToken: "plain" };

/** What a test puts in the place of what is sound. */
interface Change extends Partial<Pick<RawConfig, "cluster" | "platform" | "servers" | "release" | "stack">> {
    /** Block that holds a secure value. */
    secretBlock?: string;
}

/** All that is wrong with a configuration made of what is sound, and of what a test puts in its place. */
export function problemsOf(change: Change) {
    return configProblems({
        cluster,
        platform,
        servers: { demo: { image } },
        ...change,
        projectDir,
        stateOf: (key) => (key === change.secretBlock ? "secret" : (keys[key] ?? "unset")),
    });
}
