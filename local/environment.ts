import { existsSync, readdirSync, rmSync } from "node:fs";
import { delimiter } from "node:path";
import { addonSteps } from "./addons";
import { awsSteps } from "./aws";
import { buildSteps } from "./builds";
import { clusterSteps } from "./cluster";
import { externalClusterSteps } from "./external-cluster";
import { ensureSteps, removeSteps } from "./graph";
import { imagesSteps } from "./images";
import { kubectlStep } from "./kubectl";
import { packagesStep } from "./packages";
import { paths, stateDir } from "./paths";
import { pluginSteps, pulumiEnv } from "./plugins";
import { preflightStep } from "./preflight";
import { exclusively } from "./process/lock";
import type { Step } from "./step";
import { embeddedTarget, rememberTarget, type Target } from "./target";

/** All parts of the embedded environment. */
export const embeddedSteps: Step[] = [
    preflightStep,
    packagesStep,
    ...buildSteps,
    kubectlStep,
    ...clusterSteps,
    ...imagesSteps,
    ...awsSteps,
    ...addonSteps,
    ...pluginSteps,
];

/** Starts what is missing of the environment that the target needs, and shows how it goes. */
export async function ensureEnvironment(
    target: Target = embeddedTarget,
    signal: AbortSignal = new AbortController().signal,
): Promise<void> {
    await alone(async () => {
        await ensureSteps(target.embedded ? embeddedSteps : externalClusterSteps(target), signal);
        rememberTarget(target);
    }, signal);
}

/** Stops and removes everything that this checkout's environment made; the caches stay. */
export async function removeEnvironment(report: (text: string) => void): Promise<void> {
    await alone(async () => {
        await removeSteps(embeddedSteps, report);
        rmSync(stateDir, { recursive: true, force: true });
    });
}

/** Starting and removing at the same time would undo each other: the second command waits for the first. */
function alone(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    let told = false;
    const waiting = () => {
        if (!told) process.stderr.write("Another command starts or removes the environment now; waiting for it\n");
        told = true;
    };
    return exclusively(stateDir, work, { waiting, signal });
}

/** Whether this checkout has an environment, running or half-started. */
export function environmentExists(): boolean {
    return existsSync(paths.daemons) && readdirSync(paths.daemons).length > 0;
}

/** What a shell needs for plain `pulumi` and `kubectl` to work against the target. */
export function environmentVariables(target: Target = embeddedTarget): Record<string, string> {
    return {
        ...pulumiEnv(),
        PATH: [paths.bin, `${paths.pulumiHome}/bin`, process.env.PATH].join(delimiter),
        KUBECONFIG: target.kubeconfig,
        PULUMI_BACKEND_URL: `file://${target.backendDir}`,
        DOCKER_HOST: target.dockerHost,
    };
}
