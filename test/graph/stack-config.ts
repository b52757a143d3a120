import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isSecure } from "../../stacks/stack-file";

type ConfigFile = Record<string, unknown>;

/** `config:` of a committed Pulumi.<stack>.yaml. */
export function configOf(stack: string): ConfigFile {
    const file = readFileSync(join(__dirname, "..", "..", `Pulumi.${stack}.yaml`), "utf8");
    return (parse(file) as { config: ConfigFile }).config;
}

/** As the engine hands a configuration to the program: everything text, secure values decrypted. */
export function engineConfig(config: ConfigFile, decrypted: string) {
    const values = Object.entries(config).map(([key, value]): [string, string] => {
        if (isSecure(value)) return [key, decrypted];
        return [key, typeof value === "string" ? value : JSON.stringify(value)];
    });
    const secretKeys = Object.keys(config).filter((key) => isSecure(config[key]));
    return { values: Object.fromEntries(values), secretKeys };
}
