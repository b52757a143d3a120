import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { ports, registryHost } from "../addresses";
import { stateDir } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";

const storageDir = join(stateDir, "registry");
const configFile = join(stateDir, "registry.yaml");
const daemonName = "registry";

/** https://distribution.github.io/distribution/about/configuration/ */
const config = {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storageDir }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${ports.registry}` },
};

/** Where images are pushed to and pulled from in place of ECR, whose emulation serves no images. */
export const registryStep: Step = {
    name: "registry",
    title: "image registry",
    needs: ["packages"],
    async ensure() {
        mkdirSync(storageDir, { recursive: true });
        writeFileSync(configFile, stringify(config));
        await ensureDaemon({
            name: daemonName,
            command: "docker-registry",
            args: ["serve", configFile],
            ready: async () => (await registryGet("/v2/")).ok,
        });
    },
    async remove() {
        await stopDaemon(daemonName);
        rmSync(storageDir, { recursive: true, force: true });
        rmSync(configFile, { force: true });
    },
    async status() {
        const pid = runningPid(daemonName);
        if (pid === undefined) return undefined;
        const { repositories } = (await (await registryGet("/v2/_catalog")).json()) as { repositories: string[] };
        return `${registryHost}, ${repositories.length} repositories, pid ${pid}`;
    },
};

function registryGet(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${ports.registry}${path}`, { headers, signal: AbortSignal.timeout(5000) });
}

/** Digest of the image under the tag, or undefined when the registry has none. */
export async function imageDigest(repository: string, tag: string): Promise<string | undefined> {
    const accept = "application/vnd.docker.distribution.manifest.v2+json";
    const response = await registryGet(`/v2/${repository}/manifests/${tag}`, { accept });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`registry ${registryHost}: ${repository}:${tag}: HTTP ${response.status}`);
    return response.headers.get("docker-content-digest") ?? undefined;
}
