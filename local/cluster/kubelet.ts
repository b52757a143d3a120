import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { awsRegion, networks, ports } from "../addresses";
import { paths, runtimeDir, stateDir } from "../paths";
import { ensureDaemon, stopDaemon } from "../process/daemon";
import { unmountBelow } from "../process/mounts";
import { configure } from "./config-file";
import { httpOk } from "./health";
import { componentKubeconfig, writeComponentKubeconfig } from "./kubeconfig";
import { nodeAddress, nodeName } from "./node-network";
import { certificateFile, keyFile } from "./pki";
import { removeIfEmpty } from "./shared-directory";

export const kubeletDaemon = "kubelet";
const kubeletDir = join(stateDir, "kubelet");
/** The same directory under a short name: the kubelet listens on sockets in it, whose path may have 107 characters at most. */
const shortKubeletDir = join(runtimeDir, "kubelet");
const podLogsDir = join(stateDir, "pod-logs");
const configFile = join(stateDir, "kubelet.yaml");
const resolvConf = join(stateDir, "kubelet-resolv.conf");

/** As on every EKS node: pods may have to spread over zones. */
const nodeLabels = {
    "topology.kubernetes.io/region": awsRegion,
    "topology.kubernetes.io/zone": `${awsRegion}a`,
};

/** https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
export function kubeletConfig(): object {
    return {
        apiVersion: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        address: nodeAddress,
        port: ports.kubelet,
        healthzBindAddress: "127.0.0.1",
        healthzPort: ports.kubeletHealth,
        authentication: {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: certificateFile("ca") },
        },
        authorization: { mode: "Webhook" },
        tlsCertFile: certificateFile("kubelet-server"),
        tlsPrivateKeyFile: keyFile("kubelet-server"),
        containerRuntimeEndpoint: `unix://${paths.containerdSocket}`,
        clusterDNS: [networks.dnsService],
        clusterDomain: "cluster.local",
        // Without this machine's search domains, which would send each name first to a DNS server that knows none of them.
        resolvConf,
        podLogsDir,
        volumePluginDir: join(shortKubeletDir, "volume-plugins"),
        // Works on every host, with systemd or without.
        cgroupDriver: "cgroupfs",
        failCgroupV1: false,
        failSwapOn: false,
        // The default, -999, may not be written where this runs inside another container's or sandbox's limits.
        oomScoreAdj: 0,
        // A developer's full disk must not end pods, nor lose images that no registry has.
        evictionHard: { "memory.available": "100Mi", "nodefs.available": "0%", "imagefs.available": "0%" },
        imageGCHighThresholdPercent: 100,
        registryPullQPS: 0,
    };
}

export async function ensureKubelet(kubernetes: string): Promise<void> {
    await ensureShortName();
    writeFileSync(resolvConf, "# Names outside the cluster do not resolve.\n");
    writeComponentKubeconfig("kubelet");
    await configure(kubeletDaemon, configFile, stringify(kubeletConfig()));
    await ensureDaemon({
        name: kubeletDaemon,
        command: kubernetes,
        args: [
            "kubelet",
            ...[`--config=${configFile}`, `--kubeconfig=${componentKubeconfig("kubelet")}`],
            ...[`--root-dir=${shortKubeletDir}`, `--hostname-override=${nodeName}`, `--node-ip=${nodeAddress}`],
            `--node-labels=${Object.entries(nodeLabels)
                .map((label) => label.join("="))
                .join(",")}`,
        ],
        ready: () => httpOk(`http://127.0.0.1:${ports.kubeletHealth}/healthz`),
    });
}

async function ensureShortName(): Promise<void> {
    for (const directory of [kubeletDir, shortKubeletDir]) mkdirSync(directory, { recursive: true });
    const [directory, short] = [statSync(kubeletDir), statSync(shortKubeletDir)];
    if (directory.ino === short.ino && directory.dev === short.dev) return;
    await unmountBelow(shortKubeletDir); // Another checkout's, which was not taken down.
    await execa("mount", ["--bind", kubeletDir, shortKubeletDir]);
}

export const stopKubelet = () => stopDaemon(kubeletDaemon);

export async function removeKubeletFiles(): Promise<void> {
    for (const directory of [shortKubeletDir, kubeletDir]) await unmountBelow(directory);
    removeIfEmpty(shortKubeletDir);
    removeLogLinks();
    rmSync(join(devicePluginsDir, "kubelet.sock"), { force: true });
    rmSync(join(devicePluginsDir, "kubelet_internal_checkpoint"), { force: true });
    removeIfEmpty(devicePluginsDir, dirname(devicePluginsDir), logLinksDir);
    for (const path of [kubeletDir, podLogsDir, configFile, resolvConf]) rmSync(path, { recursive: true, force: true });
}

/** The kubelet links each container's log from here, wherever podLogsDir is. */
const logLinksDir = "/var/log/containers";
/** And it listens for device plugins here, wherever its own directory is. */
const devicePluginsDir = "/var/lib/kubelet/device-plugins";

function removeLogLinks(): void {
    if (!existsSync(logLinksDir)) return;
    for (const name of readdirSync(logLinksDir)) {
        const link = join(logLinksDir, name);
        if (lstatSync(link).isSymbolicLink() && readlinkSync(link).startsWith(`${podLogsDir}/`)) rmSync(link);
    }
}
