import { split } from "shlex";

/** `runtime.options` of a Pulumi.yaml, as the official language host reads them. */
export interface NodeOptions {
    /** Load TypeScript through ts-node. */
    typescript: boolean;
    /** tsconfig.json for ts-node. */
    tsconfig?: string;
    /** Arguments of the node process. */
    nodeArgs: string[];
    packageManager: string;
}

const packageManagers = ["auto", "npm", "yarn", "pnpm", "bun"];

/** Reads the options, with the official host's defaults; options that it does not know are ignored, as there. */
export function parseOptions(options: Record<string, unknown>): NodeOptions {
    const typed = <T extends "boolean" | "string">(name: string, type: T) => {
        const value = options[name];
        if (value !== undefined && typeof value !== type) {
            throw new Error(`runtime option ${name} is ${JSON.stringify(value)}; it must be a ${type}`);
        }
        return value as (T extends "boolean" ? boolean : string) | undefined;
    };
    // Only `pulumi install` reads it, which installs nothing here: its type is checked all the same.
    typed("production", "boolean");
    const packageManager = typed("packagemanager", "string") ?? "auto";
    if (!packageManagers.includes(packageManager)) {
        throw new Error(`runtime option packagemanager is "${packageManager}"; it must be one of ${packageManagers}`);
    }
    return {
        typescript: typed("typescript", "boolean") ?? true,
        tsconfig: typed("tsconfig", "string"),
        nodeArgs: split(typed("nodeargs", "string") ?? ""),
        packageManager,
    };
}

/** What tells @pulumi/pulumi/cmd/run* how to load TypeScript. */
export function typescriptEnv(options: NodeOptions): Record<string, string> {
    return {
        ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
        ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    };
}
