import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { removeIfEmpty } from "../cluster/shared-directory";
import { paths, runtimeDir, stateDir } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import { unmountBelow } from "../process/mounts";
import type { Step } from "../step";

const dataDir = join(stateDir, "docker");
const execDir = join(runtimeDir, "docker");
const clientConfigDir = join(stateDir, "docker-client");
const daemonName = "docker";
/** containerd namespace of the daemon, apart from the kubelet's and from that of any other Docker. */
const containerdNamespace = "mcp-eks-docker";

/** What makes a `docker` command talk to this daemon, whatever context or credential helper its user has set up. */
export const dockerEnvironment = {
    DOCKER_HOST: `unix://${paths.dockerSocket}`,
    DOCKER_CONTEXT: "default",
    DOCKER_CONFIG: clientConfigDir,
    // Debian's docker.io comes without buildx, which BuildKit builds would need.
    DOCKER_BUILDKIT: "0",
} as const;

/** Builds the servers' images. A daemon of our own: nothing is shared with a Docker that the machine already has. */
export const dockerStep: Step = {
    name: "docker",
    title: "image builder (Docker)",
    needs: ["packages", "containerd"],
    async ensure() {
        mkdirSync(dataDir, { recursive: true });
        mkdirSync(clientConfigDir, { recursive: true });
        mkdirSync(runtimeDir, { recursive: true });
        writeFileSync(configFile, "{}\n");
        if (!existsSync(identityFile)) writeFileSync(madeIdentityMark, "");
        await ensureDaemon({
            name: daemonName,
            command: "dockerd",
            args: dockerdArgs,
            ready: async () => (await engineVersion()) !== undefined,
        });
    },
    async remove() {
        await stopDaemon(daemonName, 20);
        await unmountBelow(dataDir);
        await unmountBelow(execDir);
        if (existsSync(madeIdentityMark)) rmSync(identityFile, { force: true });
        for (const path of [dataDir, execDir, clientConfigDir, configFile, madeIdentityMark, paths.dockerSocket]) {
            rmSync(path, { recursive: true, force: true });
        }
        removeIfEmpty(...pluginDirs);
    },
    async status() {
        const pid = runningPid(daemonName);
        if (pid === undefined) return undefined;
        return `Docker ${(await engineVersion()) ?? "(does not answer)"} at unix://${paths.dockerSocket}, pid ${pid}`;
    },
};

/** dockerd makes these where every dockerd does; what it made of them goes with it. */
const identityFile = "/etc/docker/key.json";
const pluginDirs = ["/run/docker/plugins", "/run/docker"];
const madeIdentityMark = join(stateDir, "docker-made-identity");

/** Given so that dockerd does not read /etc/docker/daemon.json: an option set there and here would stop it. */
const configFile = join(stateDir, "dockerd.json");

const dockerdArgs = [
    `--config-file=${configFile}`,
    `--host=unix://${paths.dockerSocket}`,
    `--data-root=${dataDir}`,
    `--exec-root=${execDir}`,
    "--pidfile=",
    `--containerd=${paths.containerdSocket}`,
    `--containerd-namespace=${containerdNamespace}`,
    `--containerd-plugins-namespace=${containerdNamespace}-plugins`,
    // Builds use the host's network. With a network of its own dockerd would set the FORWARD chain to DROP, which
    // cuts the pods off (https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-on-a-router).
    "--bridge=none",
    "--iptables=false",
    "--ip6tables=false",
    "--ip-forward=false",
    // The default, -500, may not be set in every container or VM.
    "--oom-score-adjust=0",
    "--log-level=info",
];

/** Version of the engine behind the socket, or undefined when none answers. */
function engineVersion(): Promise<string | undefined> {
    return new Promise((resolve) => {
        const call = request({ socketPath: paths.dockerSocket, path: "/version", timeout: 2000 }, (response) => {
            let body = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => {
                body += chunk;
            });
            response.on("end", () => {
                resolve(response.statusCode === 200 ? (JSON.parse(body) as { Version: string }).Version : undefined);
            });
        });
        call.on("timeout", () => call.destroy());
        call.on("error", () => resolve(undefined));
        call.end();
    });
}
