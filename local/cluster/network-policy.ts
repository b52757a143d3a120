import { execa } from "execa";
import { networks } from "../addresses";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { componentKubeconfig, writeComponentKubeconfig } from "./kubeconfig";
import { nodeName } from "./node-network";

const daemon = "kube-router";

/** kube-router turns NetworkPolicies into packet filter rules; it has no health endpoint: its chain is what shows. */
async function filters(): Promise<boolean> {
    const { failed } = await execa("iptables", ["--wait", "--list-rules", "KUBE-ROUTER-FORWARD"], { reject: false });
    return !failed;
}

export const networkPolicyStep: Step = {
    name: "network-policy",
    title: "network policies",
    needs: ["node", "kube-router-build"],
    async ensure({ report }) {
        writeComponentKubeconfig("kube-router");
        await ensureDaemon({
            name: daemon,
            command: await buildTool("kube-router", report),
            args: [
                `--kubeconfig=${componentKubeconfig("kube-router")}`,
                `--hostname-override=${nodeName}`,
                `--service-cluster-ip-range=${networks.services}`,
            ],
            ready: filters,
        });
    },
    // Its rules go with those of the node's other parts.
    async remove() {
        await stopDaemon(daemon);
    },
    async status() {
        const pid = runningPid(daemon);
        return pid === undefined ? undefined : `enforced (pid ${pid})`;
    },
};
