import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { networks, ports } from "../addresses";
import { paths, stateDir } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { etcdUrl } from "./etcd";
import { httpsOk } from "./health";
import { apiServerUrl, componentKubeconfig, writeAdminKubeconfig, writeComponentKubeconfig } from "./kubeconfig";
import { ensureNodeNetwork, nodeAddress } from "./node-network";
import { certificateFile, keyFile, serviceAccountKey } from "./pki";

/** Names the cluster in its service accounts' tokens. */
export const serviceAccountIssuer = "https://kubernetes.default.svc";

/** Certificates that the components would sign for themselves land here. */
const selfSignedDir = join(stateDir, "control-plane");
const apiServerStopSeconds = 2;

export function apiServerArgs(): string[] {
    return [
        ...[`--bind-address=${nodeAddress}`, `--advertise-address=${nodeAddress}`, `--secure-port=${ports.apiServer}`],
        `--service-cluster-ip-range=${networks.services}`,
        ...[`--etcd-servers=${etcdUrl}`, `--etcd-cafile=${certificateFile("etcd-ca")}`],
        `--etcd-certfile=${certificateFile("kube-apiserver-etcd-client")}`,
        `--etcd-keyfile=${keyFile("kube-apiserver-etcd-client")}`,
        `--client-ca-file=${certificateFile("ca")}`,
        `--tls-cert-file=${certificateFile("kube-apiserver")}`,
        `--tls-private-key-file=${keyFile("kube-apiserver")}`,
        `--kubelet-certificate-authority=${certificateFile("ca")}`,
        `--kubelet-client-certificate=${certificateFile("kube-apiserver-kubelet-client")}`,
        `--kubelet-client-key=${keyFile("kube-apiserver-kubelet-client")}`,
        // Aggregation layer: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
        `--requestheader-client-ca-file=${certificateFile("front-proxy-ca")}`,
        "--requestheader-allowed-names=front-proxy-client",
        ...["--requestheader-username-headers=X-Remote-User", "--requestheader-group-headers=X-Remote-Group"],
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        `--proxy-client-cert-file=${certificateFile("front-proxy-client")}`,
        `--proxy-client-key-file=${keyFile("front-proxy-client")}`,
        // The node's name means nothing to this machine's resolver.
        "--kubelet-preferred-address-types=InternalIP",
        ...["--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction"],
        ...["--allow-privileged=true", "--profiling=false"],
        `--service-account-issuer=${serviceAccountIssuer}`,
        ...[
            `--service-account-key-file=${serviceAccountKey}`,
            `--service-account-signing-key-file=${serviceAccountKey}`,
        ],
        `--cert-dir=${selfSignedDir}`,
    ];
}

export function controllerManagerArgs(): string[] {
    return [
        ...loopbackServerArgs("kube-controller-manager", ports.controllerManager),
        "--use-service-account-credentials",
        ...[`--root-ca-file=${certificateFile("ca")}`, `--service-account-private-key-file=${serviceAccountKey}`],
        ...[`--cluster-signing-cert-file=${certificateFile("ca")}`, `--cluster-signing-key-file=${keyFile("ca")}`],
    ];
}

export function schedulerArgs(): string[] {
    return loopbackServerArgs("kube-scheduler", ports.scheduler);
}

function loopbackServerArgs(component: "kube-controller-manager" | "kube-scheduler", port: number): string[] {
    const kubeconfig = componentKubeconfig(component);
    return [
        ...["--bind-address=127.0.0.1", `--secure-port=${port}`, "--leader-elect=false", "--profiling=false"],
        ...[`--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`],
        `--authorization-kubeconfig=${kubeconfig}`,
        ...[
            `--tls-cert-file=${certificateFile("loopback-server")}`,
            `--tls-private-key-file=${keyFile("loopback-server")}`,
        ],
    ];
}

async function ensure(kubernetes: string): Promise<void> {
    await ensureNodeNetwork();
    writeComponentKubeconfig("kube-controller-manager");
    writeComponentKubeconfig("kube-scheduler");
    writeAdminKubeconfig();
    const authority = certificateFile("ca");
    await ensureDaemon({
        name: "kube-apiserver",
        command: kubernetes,
        args: ["kube-apiserver", ...apiServerArgs()],
        ready: () => httpsOk(`${apiServerUrl}/readyz`, { authority }),
    });
    await Promise.all([
        ensureDaemon({
            name: "kube-controller-manager",
            command: kubernetes,
            args: ["kube-controller-manager", ...controllerManagerArgs()],
            ready: () => httpsOk(`https://127.0.0.1:${ports.controllerManager}/healthz`, { authority }),
        }),
        ensureDaemon({
            name: "kube-scheduler",
            command: kubernetes,
            args: ["kube-scheduler", ...schedulerArgs()],
            ready: () => httpsOk(`https://127.0.0.1:${ports.scheduler}/healthz`, { authority }),
        }),
    ]);
}

export const controlPlaneStep: Step = {
    name: "control-plane",
    title: "Kubernetes control plane",
    needs: ["etcd"],
    async ensure({ report }) {
        await ensure(await buildTool("kubernetes", report));
    },
    async remove() {
        await Promise.all([stopDaemon("kube-scheduler"), stopDaemon("kube-controller-manager")]);
        // It waits for watchers, who need not go on: they end with it.
        await stopDaemon("kube-apiserver", apiServerStopSeconds);
        for (const path of [selfSignedDir, paths.kubeconfig]) rmSync(path, { recursive: true, force: true });
    },
    async status() {
        if (runningPid("kube-apiserver") === undefined || !existsSync(certificateFile("ca"))) return undefined;
        const ready = await httpsOk(`${apiServerUrl}/readyz`, { authority: certificateFile("ca") });
        return `${ready ? "serves" : "does not serve"} ${apiServerUrl}, KUBECONFIG=${paths.kubeconfig}`;
    },
};
