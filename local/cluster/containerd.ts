import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { stringify } from "smol-toml";
import { registryHost } from "../addresses";
import { cniPluginDir } from "../packages";
import { paths, runtimeDir, stateDir } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import { unmountBelow } from "../process/mounts";
import type { Step } from "../step";
import { cniConfig, cniConfigDir, removeCniState } from "./cni";
import { configure } from "./config-file";
import { pauseProgram } from "./pause-program";
import { killShims } from "./pod-processes";
import { ensureImage, imageReference, type ScratchImage } from "./scratch-image";
import { removeIfEmpty } from "./shared-directory";

const daemon = "containerd";
const containerdDir = join(stateDir, "containerd");
const configFile = join(containerdDir, "config.toml");
const registriesDir = join(containerdDir, "registries");
const volatileDir = join(runtimeDir, "containerd");
/** The same for every containerd of a machine. */
const shimSocketDir = "/run/containerd/s";
const pauseImage: ScratchImage = { name: "pause", program: join(containerdDir, "pause") };

export function containerdConfig(options: { sandboxImage: string; snapshotter: string }): object {
    return {
        version: 2,
        root: join(containerdDir, "root"),
        state: volatileDir,
        grpc: { address: paths.containerdSocket },
        // Would make /opt/containerd.
        disabled_plugins: ["io.containerd.internal.v1.opt"],
        plugins: {
            "io.containerd.grpc.v1.cri": {
                sandbox_image: options.sandboxImage,
                // Inside another container's or sandbox's limits a negative oom_score_adj may not be written.
                restrict_oom_score_adj: true,
                netns_mounts_under_state_dir: true,
                // As containerd 2 and EKS nodes have it: a pod that is not root may listen on port 80.
                enable_unprivileged_ports: true,
                cni: { bin_dir: cniPluginDir, conf_dir: cniConfigDir },
                registry: { config_path: registriesDir },
                containerd: {
                    snapshotter: options.snapshotter,
                    runtimes: {
                        runc: {
                            runtime_type: "io.containerd.runc.v2",
                            options: { Root: join(runtimeDir, "runc"), SystemdCgroup: false },
                        },
                    },
                },
            },
        },
    };
}

/** https://github.com/containerd/containerd/blob/v1.6.20/docs/hosts.md */
export function registryHostConfig(host: string): object {
    return { server: `http://${host}`, host: { [`http://${host}`]: { capabilities: ["pull", "resolve"] } } };
}

const overlayfsMagic = 0x794c7630;

/** overlayfs does not stack on itself: a checkout inside a container needs plain copies. */
function snapshotter(): string {
    mkdirSync(containerdDir, { recursive: true });
    return statfsSync(containerdDir).type === overlayfsMagic ? "native" : "overlayfs";
}

async function ensure(): Promise<void> {
    mkdirSync(runtimeDir, { recursive: true });
    mkdirSync(containerdDir, { recursive: true });
    writeFileSync(pauseImage.program, pauseProgram(process.arch), { mode: 0o755 });
    writeConfig(join(registriesDir, registryHost, "hosts.toml"), stringify(registryHostConfig(registryHost)));
    writeConfig(join(cniConfigDir, "10-mcp-eks.conflist"), JSON.stringify(cniConfig(), null, 2));
    const options = { sandboxImage: imageReference(pauseImage), snapshotter: snapshotter() };
    await configure(daemon, configFile, stringify(containerdConfig(options)));
    await ensureDaemon({ name: daemon, command: "containerd", args: ["--config", configFile], ready: serves });
    await ensureImage(pauseImage);
}

function writeConfig(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}

async function serves(): Promise<boolean> {
    const { failed } = await execa("ctr", ["--address", paths.containerdSocket, "version"], { reject: false });
    return !failed;
}

async function remove(): Promise<void> {
    await stopDaemon(daemon);
    await killShims();
    removeShimSockets();
    for (const directory of [containerdDir, runtimeDir]) await unmountBelow(directory);
    for (const path of [containerdDir, volatileDir, join(runtimeDir, "runc")]) {
        rmSync(path, { recursive: true, force: true });
    }
    for (const socket of [paths.containerdSocket, `${paths.containerdSocket}.ttrpc`]) rmSync(socket, { force: true });
    removeCniState();
    removeIfEmpty(shimSocketDir, dirname(shimSocketDir));
}

/** A shim that was killed leaves its socket; each task's directory names the one it used. */
function removeShimSockets(): void {
    const tasks = join(volatileDir, "io.containerd.runtime.v2.task");
    if (!existsSync(tasks)) return;
    const directories = readdirSync(tasks).flatMap((namespace) =>
        readdirSync(join(tasks, namespace)).map((task) => join(tasks, namespace, task)),
    );
    for (const addressFile of directories.map((directory) => join(directory, "address")).filter(existsSync)) {
        rmSync(readFileSync(addressFile, "utf8").replace("unix://", ""), { force: true });
    }
}

export const containerdStep: Step = {
    name: "containerd",
    title: "container runtime",
    needs: ["packages"],
    ensure,
    remove,
    async status() {
        const pid = runningPid(daemon);
        return pid !== undefined && existsSync(paths.containerdSocket) ? `running (pid ${pid})` : undefined;
    },
};
