import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { contexts, nodeBaseImage, registryHost } from "./addresses";
import { paths, stateDir } from "./paths";

/** What was typed after `npm run dev --`. */
export interface TargetOptions {
    /** Context of a cluster that you have; undefined for the embedded one. */
    context?: string;
    /** Host (and port) of the registry that you push to and that the cluster pulls from. */
    registry?: string;
    /** Image of Node.js that the demo server is built on. */
    baseImage?: string;
}

/** The cluster that the dev stack goes to. */
export interface Target {
    embedded: boolean;
    context: string;
    registry: string;
    baseImage: string;
    kubeconfig: string;
    /** Docker engine that builds and pushes. */
    dockerHost: string;
    /** Folder of the Pulumi backend: one each target, so that no two clusters share a stack's state. */
    backendDir: string;
}

const embeddedDockerHost = `unix://${paths.dockerSocket}`;

export const embeddedTarget: Target = {
    embedded: true,
    context: contexts.dev,
    registry: registryHost,
    baseImage: nodeBaseImage,
    kubeconfig: paths.kubeconfig,
    dockerHost: embeddedDockerHost,
    backendDir: paths.pulumiState,
};

/** Where external targets keep their Pulumi state. */
const externalStates = join(stateDir, "pulumi-state-of");
const targetFile = "target.json";

/** Completes what was typed; `--context` and `--registry` go together. */
export function resolveTarget(options: TargetOptions): Target {
    if (options.context === undefined && options.registry === undefined) return embeddedTarget;
    if (options.context === undefined || options.registry === undefined) {
        throw new Error(
            "--context and --registry go together: the context names your cluster, the registry is where it pulls from " +
                "(for example: npm run dev -- --context kind-kind --registry localhost:5001)",
        );
    }
    return {
        embedded: false,
        context: options.context,
        registry: options.registry,
        baseImage: options.baseImage ?? "node:22-slim",
        kubeconfig: process.env.KUBECONFIG ?? join(homedir(), ".kube", "config"),
        dockerHost: process.env.DOCKER_HOST ?? dockerHostHere(),
        backendDir: join(externalStates, encodeURIComponent(options.context)),
    };
}

function dockerHostHere(): string {
    const usual = "/var/run/docker.sock";
    return existsSync(usual) ? `unix://${usual}` : embeddedDockerHost;
}

/** Notes the target beside its state, so that `npm run dev:down` can destroy what was deployed there. */
export function rememberTarget(target: Target): void {
    mkdirSync(target.backendDir, { recursive: true });
    if (!target.embedded) writeFileSync(join(target.backendDir, targetFile), JSON.stringify(target));
}

/** External targets that this checkout deployed to. */
export function rememberedTargets(): Target[] {
    if (!existsSync(externalStates)) return [];
    return readdirSync(externalStates).map(
        (directory) => JSON.parse(readFileSync(join(externalStates, directory, targetFile), "utf8")) as Target,
    );
}
