import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { paths } from "../paths";

const cgroupRoot = "/sys/fs/cgroup";
/** Where the kubelet puts the pods' cgroups. */
const podCgroup = "kubepods";
/** containerd namespace of what the kubelet runs. */
export const kubeletNamespace = "k8s.io";
const endSeconds = 5;

function pids(): number[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
}

function readProc(pid: number, file: string): string {
    try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
        return ""; // It has ended.
    }
}

/** Whether a process belongs to a pod, from its /proc/<pid>/cgroup (one line a hierarchy: "4:memory:/kubepods/…"). */
export function isInPod(cgroups: string): boolean {
    return cgroups.split("\n").some((line) => line.split(":")[2]?.startsWith(`/${podCgroup}/`));
}

/** Whether a command line is that of a shim which our containerd has started, in a containerd namespace or in any. */
export function isShim(commandLine: string, namespace?: string): boolean {
    const [program = "", ...args] = commandLine.split("\0");
    if (!program.endsWith("containerd-shim-runc-v2") || !args.includes(paths.containerdSocket)) return false;
    return namespace === undefined || args[args.indexOf("-namespace") + 1] === namespace;
}

const podPids = () => pids().filter((pid) => isInPod(readProc(pid, "cgroup")));
const shimPids = (namespace?: string) => pids().filter((pid) => isShim(readProc(pid, "cmdline"), namespace));

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

async function waitUntilNone(list: () => number[], eachTime: (pid: number) => void): Promise<number[]> {
    const deadline = Date.now() + endSeconds * 1000;
    for (;;) {
        const left = list();
        if (left.length === 0 || Date.now() > deadline) return left;
        left.forEach(eachTime);
        await sleep(100);
    }
}

/** Ends every container; containerd, when it runs, then takes down what belongs to them, and the shims end by themselves. */
export async function killPods(): Promise<void> {
    const left = await waitUntilNone(podPids, kill);
    if (left.length > 0) throw new Error(`containers' processes ${left.join(", ")} do not end after SIGKILL`);
    const podShims = () => shimPids(kubeletNamespace);
    await waitUntilNone(podShims, () => {});
    await waitUntilNone(podShims, kill);
    removePodCgroups();
}

/** Ends the shims, pods' and others', that are left when containerd was not there to do it. */
export async function killShims(): Promise<void> {
    await waitUntilNone(() => shimPids(), kill);
}

/** The hierarchies of cgroup v1 each have their own tree; v2 has one, at the root or (hybrid) in `unified`. */
function removePodCgroups(): void {
    const hierarchies = [cgroupRoot, ...subdirectories(cgroupRoot)];
    for (const hierarchy of hierarchies) removeTree(join(hierarchy, podCgroup));
}

function removeTree(cgroup: string): void {
    if (!existsSync(cgroup)) return;
    for (const child of subdirectories(cgroup)) removeTree(child);
    try {
        rmdirSync(cgroup);
    } catch (error) {
        // A process that is just ending; an empty cgroup left behind harms nobody.
        if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
    }
}

function subdirectories(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(directory, entry.name));
}
