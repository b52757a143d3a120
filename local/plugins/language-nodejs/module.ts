import { createRequire } from "node:module";
import { join } from "node:path";

/** Path of a module of the program's own dependencies: what `require.resolve` gives inside its directory. */
export function locateModule(name: string, programDir: string, installCommand: string): string {
    try {
        return createRequire(join(programDir, "index.js")).resolve(name);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
        throw new Error(
            `It looks like the Pulumi SDK has not been installed: ${name} is not found from ${programDir}. ` +
                `Have you run ${installCommand}?`,
        );
    }
}
