import { runningPid } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { ensureKubeProxy, removeKubeProxy } from "./kube-proxy";
import { kubectl, waitFor } from "./kubectl";
import { ensureKubelet, kubeletDaemon, removeKubeletFiles, stopKubelet } from "./kubelet";
import { nodeName, removeNodeNetwork } from "./node-network";
import { removePacketFilterRules } from "./packet-filter";
import { killPods } from "./pod-processes";
import { withdrawStatus } from "./stale-status";

export const nodeStep: Step = {
    name: "node",
    title: "Kubernetes node",
    needs: ["control-plane", "containerd"],
    async ensure({ report }) {
        const kubernetes = await buildTool("kubernetes", report);
        if (runningPid(kubeletDaemon) === undefined) await withdrawStatus();
        await Promise.all([ensureKubelet(kubernetes), ensureKubeProxy(kubernetes)]);
        report("waiting for the node to be Ready");
        await waitFor("create", `node/${nodeName}`);
        await waitFor("condition=Ready", `node/${nodeName}`);
    },
    async remove() {
        await Promise.all([stopKubelet(), removeKubeProxy()]);
        await killPods();
        await removeKubeletFiles();
        await removeNodeNetwork();
        await removePacketFilterRules();
    },
    async status() {
        const pid = runningPid(kubeletDaemon);
        if (pid === undefined) return undefined;
        const ready = await kubectl(["get", "node", nodeName, "--no-headers", "--request-timeout=5s"]).catch(() => "");
        return `${nodeName} ${ready.split(/\s+/)[1] ?? "unknown"}, kubelet pid ${pid}`;
    },
};
