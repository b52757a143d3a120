import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { contexts } from "../local/addresses";
import { repositoryDir } from "../local/paths";
import { devConfig } from "./dev-config";
import type { FlatValue, PreviewedResource } from "./recording";
import { interleavedMedians, timed } from "./samples";
import { BenchStack } from "./stack";
import type { Row } from "./table";

const rounds = 3;
const upGoal = 1.3;
/** Longest wait for anything in the cluster. */
const timeout = "--timeout=300s";

/**
 * From nothing in the cluster to a Ready server, by `pulumi up` and by kubectl with the same objects. The image, the role
 * and the secrets in AWS are there before, for both: kubectl does not make them.
 */
export async function benchUp(report: (text: string) => void): Promise<Row[]> {
    const { config, encryptionsalt } = devConfig(1);
    const stack = await BenchStack.create(repositoryDir, "dev", config, encryptionsalt);
    try {
        report("up: first deployment, with its image");
        await stack.up();
        const inCluster = (await stack.resources()).filter(
            ({ type, custom }) => custom && type.startsWith("kubernetes:"),
        );
        const objects = new KubernetesObjects(inCluster, join(stack.directory, "objects.json"));
        await objects.remove();
        await stack.refresh();
        const medians = await interleavedMedians(
            rounds,
            {
                async up() {
                    const milliseconds = await timed(() => stack.up());
                    await objects.remove();
                    await stack.refresh();
                    return milliseconds;
                },
                async kubectl() {
                    const milliseconds = await timed(() => objects.applyAndWait());
                    await objects.remove();
                    return milliseconds;
                },
            },
            (text) => report(`up and kubectl apply: ${text}`),
        );
        return [
            {
                what: "up until Ready, 1 server",
                milliseconds: medians.up,
                against: "kubectl apply + wait, same objects",
                againstMilliseconds: medians.kubectl,
                goal: upGoal,
            },
        ];
    } finally {
        report("up: destroying what is left");
        await stack.destroy();
        stack.remove();
    }
}

/** The objects of a deployment as kubectl takes them. */
class KubernetesObjects {
    private readonly ingresses: string[];
    private readonly deployments: string[];
    private readonly namespace: string;

    constructor(
        resources: PreviewedResource[],
        private readonly file: string,
    ) {
        const named = (type: string) => resources.filter((resource) => resource.type === type).map(nameOf);
        this.ingresses = named("kubernetes:networking.k8s.io/v1:Ingress");
        this.deployments = named("kubernetes:apps/v1:Deployment");
        const [namespace, ...others] = named("kubernetes:core/v1:Namespace");
        if (namespace === undefined || others.length > 0) throw new Error("there must be one namespace");
        this.namespace = namespace;
        const items = resources.map(({ inputs }) => inputs ?? {});
        writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    }

    /** Waits for what Pulumi waits for: the rollout, and the Ingress's address. */
    async applyAndWait(): Promise<void> {
        await this.kubectl("apply", "--server-side", "-f", this.file);
        for (const name of this.deployments) await this.kubectl("rollout", "status", `deployment/${name}`, timeout);
        const address = "--for=jsonpath={.status.loadBalancer.ingress}";
        for (const name of this.ingresses) await this.kubectl("wait", `ingress/${name}`, address, timeout);
    }

    async remove(): Promise<void> {
        // Pods first: a namespace that still has some is looked at again only after half of their grace period.
        await this.kubectl("delete", "deployments", "--all", "--cascade=foreground", "--wait", timeout);
        await this.kubectl("delete", "namespace", this.namespace, "--wait", timeout);
    }

    private async kubectl(...args: string[]): Promise<void> {
        await execa("kubectl", ["--context", contexts.dev, "--namespace", this.namespace, ...args], {
            stdin: "ignore",
        });
    }
}

function nameOf({ urn, inputs }: PreviewedResource): string {
    const metadata = inputs?.metadata as Record<string, FlatValue> | undefined;
    if (typeof metadata?.name !== "string") throw new Error(`${urn} has no name`);
    return metadata.name;
}
