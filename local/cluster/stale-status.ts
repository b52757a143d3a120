import { kubectl } from "./kubectl";
import { nodeName } from "./node-network";

const notReady = (type: string) => ({ type, status: "False", reason: "KubeletDidNotRun" });

/**
 * Takes back what the kubelet said before it was killed or the machine went down. Until it has looked again, the API would
 * show node and pods as Ready that are not, and Services would lead to addresses that nobody has.
 */
export async function withdrawStatus(): Promise<void> {
    const nodes = await kubectl(["get", "nodes", "-o=name"]);
    if (!nodes.includes(nodeName)) return;
    await patchStatus(["node", nodeName], [notReady("Ready")]);
    const pods = await kubectl([
        "get",
        "pods",
        "-A",
        "--field-selector=status.phase=Running",
        "--no-headers",
        "-o=custom-columns=:.metadata.namespace,:.metadata.name",
    ]);
    for (const line of pods.split("\n").filter(Boolean)) {
        const [namespace = "", name = ""] = line.split(/\s+/);
        await patchStatus(["pod", name, "-n", namespace], [notReady("Ready"), notReady("ContainersReady")]);
    }
}

async function patchStatus(object: string[], conditions: object[]): Promise<void> {
    await kubectl(["patch", ...object, "--subresource=status", "-p", JSON.stringify({ status: { conditions } })]);
}
