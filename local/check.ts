import { spawnSync } from "node:child_process";
import { repositoryDir } from "./paths";

/** `npm run check`: types, then lint and format; `npm run check -- --fix` mends what can be mended. */
const fix = process.argv.includes("--fix");
const checks: [title: string, command: string[]][] = [
    ["types", ["tsc", "--project", "."]],
    ["lint and format", ["biome", "check", "--error-on-warnings", ...(fix ? ["--write"] : []), "."]],
];
let failed = 0;
for (const [title, [program = "", ...args]] of checks) {
    console.log(`${title} …`);
    const run = spawnSync(`node_modules/.bin/${program}`, args, { cwd: repositoryDir, stdio: "inherit" });
    if (run.status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
