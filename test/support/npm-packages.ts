import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { cacheDir } from "../../local/paths";

const directory = join(cacheDir, "npm");

/**
 * node_modules with just what the lock file of a folder names, for programs that the tests run and that this project's
 * own packages had better not contain; made once for all checkouts.
 */
export async function npmPackages(folder: string): Promise<string> {
    const files = ["package.json", "package-lock.json", ".npmrc"];
    const digestLength = 12;
    const lock = readFileSync(join(folder, "package-lock.json"));
    const digest = createHash("sha256").update(lock).digest("hex").slice(0, digestLength);
    const installed = join(directory, `${basename(folder)}-${digest}`);
    if (!existsSync(installed)) {
        mkdirSync(directory, { recursive: true });
        const making = mkdtempSync(join(directory, "making-"));
        try {
            for (const file of files) cpSync(join(folder, file), join(making, file));
            await execa("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: making });
            // Somebody else may have been quicker.
            if (!existsSync(installed)) renameSync(making, installed);
        } finally {
            rmSync(making, { recursive: true, force: true });
        }
    }
    return join(installed, "node_modules");
}
