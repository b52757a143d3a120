import { rmSync } from "node:fs";
import { join } from "node:path";
import { ports } from "../addresses";
import { paths, stateDir } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { httpsOk } from "./health";
import { certificateFile, ensurePki, keyFile } from "./pki";

const daemon = "etcd";
const dataDir = join(stateDir, "etcd");
export const etcdUrl = `https://127.0.0.1:${ports.etcdClient}`;
const peerUrl = `https://127.0.0.1:${ports.etcdPeer}`;

function etcdArgs(): string[] {
    const certificate = certificateFile("etcd-server");
    const key = keyFile("etcd-server");
    const authority = certificateFile("etcd-ca");
    return [
        ...[`--name=${daemon}`, `--data-dir=${dataDir}`],
        ...[`--listen-client-urls=${etcdUrl}`, `--advertise-client-urls=${etcdUrl}`],
        ...[`--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`],
        `--initial-cluster=${daemon}=${peerUrl}`,
        ...["--client-cert-auth", `--trusted-ca-file=${authority}`, `--cert-file=${certificate}`, `--key-file=${key}`],
        ...["--peer-client-cert-auth", `--peer-trusted-ca-file=${authority}`],
        ...[`--peer-cert-file=${certificate}`, `--peer-key-file=${key}`],
        // A write need not outlive a power cut here, only the process.
        "--unsafe-no-fsync",
        "--log-level=warn",
    ];
}

export const etcdStep: Step = {
    name: "etcd",
    title: "etcd",
    needs: ["packages", "kubernetes-build"],
    async ensure({ report }) {
        const kubernetes = await buildTool("kubernetes", report);
        await ensurePki();
        await ensureDaemon({
            name: daemon,
            command: kubernetes,
            args: ["etcd", ...etcdArgs()],
            ready: () =>
                httpsOk(`${etcdUrl}/health`, {
                    authority: certificateFile("etcd-ca"),
                    certificate: certificateFile("kube-apiserver-etcd-client"),
                    key: keyFile("kube-apiserver-etcd-client"),
                }),
        });
    },
    async remove() {
        await stopDaemon(daemon);
        for (const path of [dataDir, paths.pki]) rmSync(path, { recursive: true, force: true });
    },
    async status() {
        const pid = runningPid(daemon);
        return pid === undefined ? undefined : `running (pid ${pid})`;
    },
};
