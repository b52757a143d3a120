import { rmdirSync } from "node:fs";

/** Removes directories of the system's that our programs made, unless somebody else has something in them. */
export function removeIfEmpty(...directories: string[]): void {
    for (const directory of directories) {
        try {
            rmdirSync(directory);
        } catch (error) {
            const { code } = error as NodeJS.ErrnoException;
            if (code !== "ENOENT" && code !== "ENOTEMPTY") throw error;
        }
    }
}
