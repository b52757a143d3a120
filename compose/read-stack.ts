import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkedConfig, type KeyState, type RawConfig, type StackConfig } from "../stacks/config";

const project = "mcp-eks";

/** Configuration of a stack as its file has it, checked; secret values stay encrypted and are not asked for. */
export function readStack(stack: string, projectDir: string): StackConfig {
    const file = join(projectDir, `Pulumi.${stack}.yaml`);
    if (!existsSync(file)) throw new Error(`there is no ${file}; name a stack that has such a file`);
    const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: Record<string, unknown> };
    return checkedConfig(rawConfig(stack, config, projectDir));
}

function rawConfig(stack: string, config: Record<string, unknown>, projectDir: string): RawConfig {
    const value = (key: string) => config[`${project}:${key}`];
    const stateOf = (key: string): KeyState => {
        if (value(key) === undefined) return "unset";
        return holdsSecureValue(value(key)) ? "secret" : "plain";
    };
    return {
        cluster: value("cluster"),
        platform: value("platform"),
        servers: value("servers"),
        release: value("release"),
        stack,
        stateOf,
        projectDir,
    };
}

/** A block is secret as soon as one of its values is. */
function holdsSecureValue(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return "secure" in value || Object.values(value).some(holdsSecureValue);
}
