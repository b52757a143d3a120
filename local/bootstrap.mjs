// Entry of every npm script: brings node_modules in line with the lock file, then runs a TypeScript entry in it.
// Plain JavaScript on node's own modules, as nothing is installed yet on a fresh clone.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`mcp-eks needs Node.js 20.19 or newer; this is ${process.version} (${process.execPath})`);
    process.exit(1);
}

const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
const stamp = join(root, "node_modules", ".mcp-eks-lock");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    console.error("Installing node_modules from package-lock.json …");
    const started = Date.now();
    const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: root,
        stdio: ["ignore", 2, 2],
    });
    if (npm.status !== 0) {
        console.error(`npm ci failed (${npm.error?.message ?? `exit code ${npm.status}`}); nothing was started`);
        process.exit(1);
    }
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, lock);
    console.error(`Installed node_modules (${Math.round((Date.now() - started) / 1000)} s)`);
}

const [entry, ...args] = process.argv.slice(2);
const child = spawn(process.execPath, ["--import", "tsx", join(root, entry), ...args], { cwd: root, stdio: "inherit" });
// The terminal sends Ctrl-C to the whole group: the child cleans up, and this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
