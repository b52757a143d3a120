import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { cacheDir, repositoryDir } from "../paths";

/** In the second line of every stand-in: tells it from an official plugin. */
export const standInMark = "// Local stand-in for a Pulumi plugin, made by mcp-eks";

/** Bundles the program in `local/plugins/<name>` into one executable file; does nothing when the cache has it. */
export async function bundleStandIn(name: string): Promise<string> {
    const directory = join(cacheDir, "plugins", contentHash(name));
    const bundle = join(directory, name);
    if (existsSync(bundle)) return bundle;
    mkdirSync(directory, { recursive: true });
    const partial = `${bundle}.${process.pid}.partial`;
    await build({
        entryPoints: [join(__dirname, name, "main.ts")],
        outfile: partial,
        bundle: true,
        platform: "node",
        target: "node20",
        format: "cjs",
        banner: { js: `#!/usr/bin/env node\n${standInMark}: ${name}` },
        // Half the bytes to parse at every start; names stay readable in stack traces.
        minifyWhitespace: true,
        logLevel: "error",
    });
    renameSync(partial, bundle);
    return bundle;
}

/** Changes whenever the bundle may: with its sources, with what they share, and with the packages that are installed. */
function contentHash(name: string): string {
    const sources = [name, "shared"].flatMap((folder) =>
        readdirSync(join(__dirname, folder), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts"))
            .sort()
            .map((file) => join(__dirname, folder, file)),
    );
    const hash = createHash("sha256");
    for (const file of [__filename, join(repositoryDir, "package-lock.json"), ...sources]) {
        hash.update(file.slice(repositoryDir.length)).update("\0").update(readFileSync(file)).update("\0");
    }
    return hash.digest("hex").slice(0, 16);
}
