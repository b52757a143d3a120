import { execa } from "execa";
import { ensureKernelSettings, restoreKernelSettings } from "./kernel-settings";

export const nodeName = "mcp-eks";

/**
 * The node's own address: on a device of ours, so that nothing listens on the machine's outside interfaces, and not in 127/8,
 * as pods have to reach it too (the Service `kubernetes` points at it).
 */
export const nodeAddress = "10.245.0.1";
/** A bridge without ports: every kernel that runs the bridge CNI plugin has it, which is not so of dummy devices. */
export const nodeDevice = "mcp-node";
/** The pods' bridge, made by the CNI plugin. */
export const podBridge = "mcp-pods";

export async function ensureNodeNetwork(): Promise<void> {
    await ensureKernelSettings();
    const { stdout } = await execa("ip", ["-brief", "address", "show", "dev", nodeDevice], { reject: false });
    if (!stdout) await execa("ip", ["link", "add", nodeDevice, "type", "bridge"]);
    if (!stdout?.includes(`${nodeAddress}/32`)) {
        await execa("ip", ["address", "replace", `${nodeAddress}/32`, "dev", nodeDevice]);
    }
    await execa("ip", ["link", "set", nodeDevice, "up"]);
}

export async function removeNodeNetwork(): Promise<void> {
    for (const { ifname } of await links(["master", podBridge])) {
        await execa("ip", ["link", "delete", ifname], { reject: false });
    }
    for (const device of [podBridge, nodeDevice]) await execa("ip", ["link", "delete", device], { reject: false });
    restoreKernelSettings();
}

async function links(filter: string[]): Promise<{ ifname: string }[]> {
    const { stdout, failed } = await execa("ip", ["-json", "link", "show", ...filter], { reject: false });
    return failed || !stdout ? [] : (JSON.parse(stdout) as { ifname: string }[]);
}
