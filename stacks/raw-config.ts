import type { KeyState, RawConfig } from "./config";
import { type EngineConfig, isSecure } from "./stack-file";

/** Where the program looks its configuration up, whatever the project is called. */
const namespace = "mcp-eks";

/** The configuration of a stack's file as the program reads it, to be checked before the engine starts. */
export function rawConfig({ values, secretKeys }: EngineConfig, stack: string, projectDir: string): RawConfig {
    const block = (key: string): unknown => {
        const text = values[`${namespace}:${key}`];
        return text === undefined ? undefined : parsed(text);
    };
    const stateOf = (key: string): KeyState => {
        const name = `${namespace}:${key}`;
        const text = values[name];
        if (text === undefined) return "unset";
        return secretKeys.includes(name) || holdsSecure(parsed(text)) ? "secret" : "plain";
    };
    return {
        cluster: block("cluster"),
        platform: block("platform"),
        servers: block("servers"),
        release: block("release"),
        stack,
        stateOf,
        projectDir,
    };
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** One secure value makes all of a block secret to the engine. */
function holdsSecure(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return isSecure(value) || Object.values(value).some(holdsSecure);
}
