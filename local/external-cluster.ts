import { existsSync } from "node:fs";
import {
    ApiException,
    ApiextensionsV1Api,
    AppsV1Api,
    CustomObjectsApi,
    KubeConfig,
    NetworkingV1Api,
} from "@kubernetes/client-node";
import { awsSteps } from "./aws";
import { buildSteps } from "./builds";
import { clusterSteps } from "./cluster";
import { imagesSteps } from "./images";
import { kubectlStep } from "./kubectl";
import { packagesStep } from "./packages";
import { pluginSteps } from "./plugins";
import type { Step } from "./step";
import type { Target } from "./target";

/** What is still started here when the cluster is yours: Pulumi and its plugins, and the AWS emulator. */
export function externalClusterSteps(target: Target): Step[] {
    const hasDocker = existsSync(target.dockerHost.replace("unix://", ""));
    // Debian's dockerd runs on the containerd of the embedded environment.
    const builder = [packagesStep, ...clusterSteps, ...imagesSteps].filter(
        ({ name }) => !hasDocker && ["packages", "containerd", "docker"].includes(name),
    );
    const tools = buildSteps.filter((step) => step.name === "pulumi-build" || step.name === "kubernetes-build");
    const steps = [clusterStep(target), ...tools, kubectlStep, ...builder, ...awsSteps, ...pluginSteps];
    const names = new Set(steps.map((step) => step.name));
    return steps.map((step) => ({ ...step, needs: step.needs.filter((need) => names.has(need)) }));
}

/** Looks whether the cluster answers and has what the dev stack relies on; names all that is missing at once. */
function clusterStep(target: Target): Step {
    return {
        name: "cluster",
        title: `cluster of context ${target.context}`,
        needs: [],
        async ensure() {
            const config = new KubeConfig();
            config.loadFromFile(target.kubeconfig);
            if (!config.getContexts().some((context) => context.name === target.context)) {
                const known = config.getContexts().map((context) => context.name);
                throw new Error(
                    `${target.kubeconfig} has no context "${target.context}"; it has: ${known.join(", ") || "none"}`,
                );
            }
            config.setCurrentContext(target.context);
            const missing = async (needed: Requirement[]) =>
                (await Promise.all(needed.map((requirement) => check(requirement, config)))).flat().join("\n");
            const cluster = `The cluster of context "${target.context}"`;
            const lacking = await missing(requirements);
            if (lacking) throw new Error(`${cluster} lacks what the dev stack relies on:\n${lacking}`);
            const wanting = await missing(recommendations);
            if (wanting) process.stderr.write(`${cluster} lacks what servers do without, but not well:\n${wanting}\n`);
        },
    };
}

interface Requirement {
    lacking: string;
    /** Undefined, or an error 404, when the cluster lacks it. */
    find(config: KubeConfig): Promise<unknown>;
}

const definition = (name: string) => (config: KubeConfig) =>
    config.makeApiClient(ApiextensionsV1Api).readCustomResourceDefinition({ name });

const requirements: Requirement[] = [
    {
        lacking: "External Secrets Operator (custom resource externalsecrets.external-secrets.io)",
        find: definition("externalsecrets.external-secrets.io"),
    },
    {
        lacking: "ClusterSecretStore aws-secrets-manager (external-secrets.io/v1)",
        find: (config) =>
            config.makeApiClient(CustomObjectsApi).getClusterCustomObject({
                group: "external-secrets.io",
                version: "v1",
                plural: "clustersecretstores",
                name: "aws-secrets-manager",
            }),
    },
    {
        lacking: "Prometheus Operator (custom resource servicemonitors.monitoring.coreos.com)",
        find: definition("servicemonitors.monitoring.coreos.com"),
    },
    {
        lacking: "an ingress controller of class nginx (IngressClass nginx)",
        find: (config) => config.makeApiClient(NetworkingV1Api).readIngressClass({ name: "nginx" }),
    },
];

/** Without these the dev stack runs all the same. */
const recommendations: Requirement[] = [
    {
        lacking:
            "Stakater Reloader, which rolls the pods when a secret changes (any Deployment of an image */reloader)",
        find: async (config) => {
            const { items } = await config.makeApiClient(AppsV1Api).listDeploymentForAllNamespaces();
            return items.find((deployment) => isReloader(deployment.spec?.template.spec?.containers));
        },
    },
];

/** Whether containers are those of Reloader: it has no definition of its own to be known by, and any name. */
export function isReloader(containers: { image?: string }[] = []): boolean {
    return containers.some(({ image = "" }) => /(^|\/)reloader(-ubi)?([:@]|$)/.test(image));
}

async function check(requirement: Requirement, config: KubeConfig): Promise<string[]> {
    try {
        return (await requirement.find(config)) === undefined ? [`  - ${requirement.lacking}`] : [];
    } catch (error) {
        if (error instanceof ApiException && error.code === 404) return [`  - ${requirement.lacking}`];
        throw new Error(`the cluster does not answer: ${(error as Error).message}`);
    }
}
