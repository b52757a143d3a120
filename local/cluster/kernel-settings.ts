import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { stateDir } from "../paths";

/** What pods' network needs. Frames that stay on one bridge must pass iptables too: Services' replies, network policies. */
const required: Record<string, string> = {
    "/proc/sys/net/ipv4/ip_forward": "1",
    "/proc/sys/net/bridge/bridge-nf-call-iptables": "1",
};

/** What the kubelet sets by itself (setupKernelTunables in pkg/kubelet/cm/container_manager_linux.go). */
const setByKubelet = [
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/vm/panic_on_oom",
    "/proc/sys/kernel/panic",
    "/proc/sys/kernel/panic_on_oops",
    "/proc/sys/kernel/keys/root_maxkeys",
    "/proc/sys/kernel/keys/root_maxbytes",
];

/** Values that were found before the first start, to be put back. */
const foundFile = join(stateDir, "kernel-settings.json");

export async function ensureKernelSettings(): Promise<void> {
    // A module where the kernel is modular, built in elsewhere: what counts is that the settings exist afterwards.
    await execa("modprobe", ["br_netfilter"], { reject: false });
    const absent = Object.keys(required).find((file) => !existsSync(file));
    if (absent) {
        throw new Error(`${absent} does not exist: this kernel has no br_netfilter, which Kubernetes Services need`);
    }
    rememberSettings();
    for (const [file, value] of Object.entries(required)) {
        if (read(file) !== value) writeFileSync(file, value);
    }
}

function rememberSettings(): void {
    if (existsSync(foundFile)) return;
    const files = [...Object.keys(required), ...setByKubelet].filter(existsSync);
    mkdirSync(dirname(foundFile), { recursive: true });
    writeFileSync(foundFile, JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)]))));
}

export function restoreKernelSettings(): void {
    if (!existsSync(foundFile)) return;
    const found = JSON.parse(readFileSync(foundFile, "utf8")) as Record<string, string>;
    for (const [file, value] of Object.entries(found)) {
        if (existsSync(file) && read(file) !== value) writeFileSync(file, value);
    }
    rmSync(foundFile);
}

const read = (file: string) => readFileSync(file, "utf8").trim();
