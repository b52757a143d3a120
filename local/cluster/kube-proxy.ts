import { rmSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { networks, ports } from "../addresses";
import { stateDir } from "../paths";
import { ensureDaemon, stopDaemon } from "../process/daemon";
import { configure } from "./config-file";
import { httpOk } from "./health";
import { componentKubeconfig, writeComponentKubeconfig } from "./kubeconfig";
import { nodeAddress, nodeName } from "./node-network";

const daemon = "kube-proxy";
const configFile = join(stateDir, "kube-proxy.yaml");

/** https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/ */
export function kubeProxyConfig(): object {
    return {
        apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
        kind: "KubeProxyConfiguration",
        clientConnection: { kubeconfig: componentKubeconfig("kube-proxy") },
        bindAddress: nodeAddress,
        healthzBindAddress: `127.0.0.1:${ports.kubeProxyHealth}`,
        metricsBindAddress: `127.0.0.1:${ports.kubeProxyMetrics}`,
        hostnameOverride: nodeName,
        mode: "iptables",
        iptables: { localhostNodePorts: false },
        clusterCIDR: networks.pods,
        // Node ports stay inside, too.
        nodePortAddresses: [`${nodeAddress}/32`],
        oomScoreAdj: 0,
        // The machine's connection tracking is not ours to size, and may not be written in a container.
        conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    };
}

export async function ensureKubeProxy(kubernetes: string): Promise<void> {
    writeComponentKubeconfig("kube-proxy");
    await configure(daemon, configFile, stringify(kubeProxyConfig()));
    await ensureDaemon({
        name: daemon,
        command: kubernetes,
        args: ["kube-proxy", `--config=${configFile}`],
        ready: () => httpOk(`http://127.0.0.1:${ports.kubeProxyHealth}/healthz`),
    });
}

export async function removeKubeProxy(): Promise<void> {
    await stopDaemon(daemon);
    rmSync(configFile, { force: true });
}
