import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Texts of the files directly in a folder, by their names. */
export function codeFiles(folder: string): Record<string, string> {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(entries.map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]));
}
