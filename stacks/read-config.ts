import { type Config, getStack } from "@pulumi/pulumi";
import type { KeyState, RawConfig } from "./config";

/** Keys of secure values, told by the language host; the SDK has no public way to ask. */
const secretKeysVariable = "PULUMI_CONFIG_SECRET_KEYS";

/** Reads the stack's configuration as it stands, to be checked. */
export function readConfig(config: Config, projectDir: string): RawConfig {
    const secretKeys = JSON.parse(process.env[secretKeysVariable] ?? "[]") as string[];
    const stateOf = (key: string): KeyState => {
        if (config.get(key) === undefined) return "unset";
        return secretKeys.includes(`${config.name}:${key}`) ? "secret" : "plain";
    };
    return {
        cluster: config.getObject("cluster"),
        platform: config.getObject("platform"),
        servers: config.getObject("servers"),
        release: config.getObject("release"),
        stack: getStack(),
        stateOf,
        projectDir,
    };
}
