import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { Step } from "./step";

/** A Debian package, and the program that shows that it (or another distribution's counterpart) is installed. */
export interface DebianPackage {
    package: string;
    /** Name looked up in PATH and the system directories, or an absolute path. */
    program: string;
}

export const cniPluginDir = "/usr/lib/cni";

const packages: DebianPackage[] = [
    { package: "containerd", program: "containerd" },
    { package: "runc", program: "runc" },
    { package: "containernetworking-plugins", program: join(cniPluginDir, "firewall") },
    { package: "docker.io", program: "dockerd" },
    { package: "docker-registry", program: "docker-registry" },
    { package: "iptables", program: "iptables" },
    { package: "ipset", program: "ipset" },
    { package: "iproute2", program: "ip" },
    { package: "kmod", program: "modprobe" },
    { package: "openssl", program: "openssl" },
];

/** Debian splits ensurepip, which `python3 -m venv` needs, from its python3. */
const pythonVenv: DebianPackage = { package: "python3-venv", program: "python3 -m ensurepip" };

/** sudo and cron often leave these out of PATH. */
const systemDirs = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

/** Absolute path of a program, or undefined when it is not installed. */
export function findProgram(program: string): string | undefined {
    const dirs = [...(process.env.PATH ?? "").split(delimiter), ...systemDirs];
    const candidates = program.startsWith("/") ? [program] : dirs.filter(Boolean).map((dir) => join(dir, program));
    return candidates.find(isExecutable);
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

async function canMakeVenv(): Promise<boolean> {
    const { failed } = await execa("python3", ["-c", "import ensurepip, venv"], { reject: false });
    return !failed;
}

/** Those of some packages whose programs are not there. */
export const notInstalled = (wanted: DebianPackage[]) =>
    wanted.filter(({ program }) => findProgram(program) === undefined);

async function missingPackages(): Promise<DebianPackage[]> {
    return (await canMakeVenv()) ? notInstalled(packages) : [...notInstalled(packages), pythonVenv];
}

/** Why packages cannot be installed here and what to do, or undefined when they can be. */
export function installationProblem(
    missing: DebianPackage[],
    host: { root: boolean; aptGet: boolean },
): string | undefined {
    if (host.root && host.aptGet) return undefined;
    const programs = missing.map(({ program }) => program).join(", ");
    const names = missing.map((entry) => entry.package).join(" ");
    if (!host.aptGet) {
        return (
            `missing programs: ${programs}. They are installed by themselves only where there is apt-get (Debian, Ubuntu); ` +
            `install them with this system's package tool (Debian calls the packages ${names}) and run this again`
        );
    }
    return `missing programs: ${programs}. Only root can install them; run this as root, or first: sudo apt-get install ${names}`;
}

const policyFile = "/usr/sbin/policy-rc.d";
/** Exit code 101: "action forbidden by policy" (invoke-rc.d(8)). Our own containerd and dockerd run, not the system's. */
const policy = "#!/bin/sh\n# mcp-eks: start no service while packages are installed\nexit 101\n";

async function withoutStartingServices(install: () => Promise<void>): Promise<void> {
    // Ours is left when the process was killed; anybody else's does what is needed, and stays.
    if (existsSync(policyFile) && readFileSync(policyFile, "utf8") !== policy) return install();
    writeFileSync(policyFile, policy, { mode: 0o755 });
    const removePolicy = () => rmSync(policyFile, { force: true });
    process.once("exit", removePolicy);
    try {
        await install();
    } finally {
        removePolicy();
        process.off("exit", removePolicy);
    }
}

async function installPackages(names: string[], report: (text: string) => void, signal: AbortSignal): Promise<void> {
    const run = (program: string, ...args: string[]) =>
        execa(program, args, {
            env: { DEBIAN_FRONTEND: "noninteractive" },
            all: true,
            reject: false,
            cancelSignal: signal,
        });
    // A lock held by unattended-upgrades on a machine that has just started is waited for.
    const options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    const install = () => run("apt-get", "install", ...options, ...names);
    report(`installing ${names.join(", ")}`);
    let result = await install();
    if (result.failed && !signal.aborted) {
        // An earlier installation was interrupted half-way,
        await run("dpkg", "--configure", "-a");
        // or the package lists are absent (fresh container image) or older than the archive.
        report("updating package lists");
        const update = await run("apt-get", "update");
        if (update.failed) throw new Error(`apt-get update failed:\n${lastLines(update.all)}`);
        report(`installing ${names.join(", ")}`);
        result = await install();
    }
    if (result.failed) throw new Error(`apt-get install ${names.join(" ")} failed:\n${lastLines(result.all)}`);
}

const lastLines = (output: string) => output.trimEnd().split("\n").slice(-15).join("\n");

/** Installs what is missing of some packages, without starting their services. */
export async function ensurePackages(
    missingOnes: () => DebianPackage[] | Promise<DebianPackage[]>,
    report: (text: string) => void,
    signal: AbortSignal,
): Promise<void> {
    const missing = await missingOnes();
    if (missing.length === 0) return;
    const problem = installationProblem(missing, {
        root: process.getuid?.() === 0,
        aptGet: findProgram("apt-get") !== undefined,
    });
    if (problem) throw new Error(problem);
    await withoutStartingServices(() =>
        installPackages(
            missing.map((entry) => entry.package),
            report,
            signal,
        ),
    );
    const still = await missingOnes();
    if (still.length > 0) {
        throw new Error(`installed, but not found: ${still.map(({ program }) => program).join(", ")}`);
    }
}

export const packagesStep: Step = {
    name: "packages",
    title: "system packages",
    needs: [],
    ensure: ({ report, signal }) => ensurePackages(missingPackages, report, signal),
    async status() {
        return (await missingPackages()).length === 0 ? "installed" : undefined;
    },
};
