import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A stack's configuration as the engine hands it to the program, but for its secure values. */
export interface EngineConfig {
    values: Record<string, string>;
    /** Keys of secure values. */
    secretKeys: string[];
}

/** Stands for secure values: they are never decrypted. */
const hidden = "(secret)";

/** What the engine takes for a secure value: text under the one key `secure`, so that a server may have that name. */
export const isSecure = (value: unknown): value is { secure: string } =>
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 1 &&
    "secure" in value &&
    typeof value.secure === "string";

/** The stack's file in the folder of its project. */
export function stackFile(stack: string, directory: string): string {
    const file = join(directory, `Pulumi.${stack}.yaml`);
    if (existsSync(file)) return file;
    throw new Error(`there is no stack "${stack}" (${file}); there are: ${stacksIn(directory).join(", ")}`);
}

export function readStackFile(file: string): EngineConfig {
    const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: Record<string, unknown> };
    const values = Object.entries(config).map(([key, value]) => {
        if (isSecure(value)) return [key, hidden];
        return [key, typeof value === "string" ? value : JSON.stringify(value)];
    });
    return {
        values: Object.fromEntries(values),
        secretKeys: Object.keys(config).filter((key) => isSecure(config[key])),
    };
}

function stacksIn(directory: string): string[] {
    return readdirSync(directory)
        .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
        .sort();
}
