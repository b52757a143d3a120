import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { cacheDir } from "../paths";
import { exclusively } from "../process/lock";
import { buildFlags, cacheKey, crdsDir, pinnedVersion, type ToolName, toolDir, tools } from "./catalogue";
import { findGo, installGo, runGo, type Toolchain } from "./go";

export type { ToolName } from "./catalogue";

type Report = (text: string) => void;

/** Path of the built program; builds it when the cache lacks it. `report` gets a short text about every second. */
export async function buildTool(name: ToolName, report: Report = () => {}, signal?: AbortSignal): Promise<string> {
    const go = findGo() ?? (await installToolchain(report, signal));
    const target = targetDir(name, go);
    const binary = join(target, name);
    if (existsSync(binary)) return binary;
    const build = async () => {
        // Another process may have built it while this one waited.
        if (!existsSync(binary)) await buildInto(target, name, go, report, signal);
        return binary;
    };
    return exclusively(target, build, { waiting: () => report("waiting for another build of it"), signal });
}

/** Whether the cache already has it. */
export function isBuilt(name: ToolName): boolean {
    const go = findGo();
    return go !== undefined && existsSync(join(targetDir(name, go), name));
}

/** Absolute path of a file inside a Go module that a tools folder pins, such as CustomResourceDefinitions. */
export async function moduleFile(tool: ToolName | "crds" | "schemas", module: string, file: string): Promise<string> {
    const dir = join(__dirname, tool);
    const version = pinnedVersion(dir, module);
    const kept = join(cacheDir, "modules", `${module}@${version}`, file);
    if (existsSync(kept)) return kept;
    const go = findGo() ?? (await installToolchain(() => {}));
    const source = join(await moduleDir(go, dir, module), file);
    if (!existsSync(source)) throw new Error(`Go module ${module}@${version} has no file ${file}`);
    mkdirSync(dirname(kept), { recursive: true });
    const partial = `${kept}.${process.pid}.partial`;
    await copyFile(source, partial);
    renameSync(partial, kept);
    return kept;
}

function installToolchain(report: Report, signal?: AbortSignal): Promise<Toolchain> {
    const install = async () => findGo() ?? installGo(signal);
    return exclusively(join(cacheDir, "go"), withClock("fetching the Go toolchain", report, install), { signal });
}

function targetDir(name: ToolName, go: Toolchain): string {
    const { overlaidModule } = tools[name];
    const overlaid = overlaidModule ? [`${overlaidModule}@${pinnedVersion(crdsDir, overlaidModule)}`] : [];
    const key = cacheKey(toolDir(name), [...buildFlags(name), ...overlaid], go.version, go.architecture);
    return join(cacheDir, "tools", `${name}-${key}`);
}

async function buildInto(target: string, name: ToolName, go: Toolchain, report: Report, signal?: AbortSignal) {
    const cwd = toolDir(name);
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    try {
        const flags = [...buildFlags(name), ...(await overlayFlag(name, go, partial, signal))];
        const list = ["list", ...flags, "-deps", "-f", "{{.ImportPath}}", tools[name].package];
        const isDownload = (line: string) => line.startsWith("go: downloading ");
        const packages = await withClock("fetching modules", report, () =>
            runGo(go, list, { cwd, signal, progress: isDownload }),
        )();
        await compile(go, [...flags, "-o", join(partial, name), tools[name].package], packages.split("\n"), {
            cwd,
            report,
            signal,
        });
        rmSync(join(partial, overlayFile), { force: true });
        renameSync(partial, target);
    } finally {
        rmSync(partial, { recursive: true, force: true });
    }
}

async function compile(
    go: Toolchain,
    args: string[],
    packages: string[],
    context: { cwd: string; report: Report; signal?: AbortSignal },
): Promise<void> {
    const pending = new Set(packages);
    const main = packages.at(-1);
    const progress = (line: string) => pending.delete(line);
    // -v prints a package when its compilation starts, and none that Go's own build cache has.
    const text = () => {
        if (pending.size === packages.length) return "building";
        const done = packages.length - pending.size;
        return main && pending.has(main) ? `compiling ${done}/${packages.length} packages` : "linking";
    };
    const build = () => runGo(go, ["build", "-v", ...args], { cwd: context.cwd, signal: context.signal, progress });
    await withClock(text, context.report, build)();
}

const overlayFile = "overlay.json";

/** Lets `go build` see the overlaid module as ./upstream, as the tool's go.mod expects, with our files in place of some. */
async function overlayFlag(name: ToolName, go: Toolchain, dir: string, signal?: AbortSignal): Promise<string[]> {
    const module = tools[name].overlaidModule;
    if (!module) return [];
    const replace: Record<string, string> = {};
    for (const source of [await moduleDir(go, crdsDir, module, signal), join(toolDir(name), "overlay")]) {
        for (const file of goFiles(source)) {
            replace[join(toolDir(name), "upstream", relative(source, file))] = file;
        }
    }
    writeFileSync(join(dir, overlayFile), JSON.stringify({ Replace: replace }));
    return [`-overlay=${join(dir, overlayFile)}`];
}

function goFiles(dir: string): string[] {
    return readdirSync(dir, { recursive: true, encoding: "utf8" })
        .filter((file) => basename(file) === "go.mod" || (file.endsWith(".go") && !file.endsWith("_test.go")))
        .map((file) => join(dir, file));
}

/** Directory of a module's source in Go's module cache, downloaded and verified against the folder's go.sum. */
async function moduleDir(go: Toolchain, dir: string, module: string, signal?: AbortSignal): Promise<string> {
    const download = ["mod", "download", "-json", `${module}@${pinnedVersion(dir, module)}`];
    return JSON.parse(await runGo(go, download, { cwd: dir, signal })).Dir;
}

/** Reports the text and the time passed at once and then every second, while the work runs. */
function withClock<T>(text: string | (() => string), report: Report, work: () => Promise<T>): () => Promise<T> {
    return async () => {
        const start = Date.now();
        const tick = () => report(`${typeof text === "string" ? text : text()} (${duration(Date.now() - start)})`);
        tick();
        const timer = setInterval(tick, 1000);
        return work().finally(() => clearInterval(timer));
    };
}

/** "42s", "1m 12s" */
export function duration(ms: number): string {
    const seconds = Math.round(ms / 1000);
    return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
}
