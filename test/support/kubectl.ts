import { execa } from "execa";

/** Runs kubectl against the environment's cluster and gives what it printed; fails with what it said. */
export async function kubectl(...args: string[]): Promise<string> {
    const { stdout, stderr, failed } = await execa("kubectl", args, { reject: false });
    if (failed) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
    return stdout;
}

/** An object of the cluster, or a list of them, as far as tests look into it. */
export interface KubernetesObject {
    kind: string;
    metadata: { name: string; namespace?: string; labels?: Record<string, string>; uid: string };
    spec: Record<string, unknown>;
    status?: Record<string, unknown>;
}

export async function objects(...args: string[]): Promise<KubernetesObject[]> {
    const list = JSON.parse(await kubectl("get", ...args, "-o", "json")) as { items: KubernetesObject[] };
    return list.items;
}

/** Names of everything that tests could leave behind without a namespace to take it along. */
export async function clusterInventory(): Promise<string[]> {
    const kinds = "namespaces,clusterroles,clusterrolebindings,persistentvolumes,clustersecretstores";
    return (await objects(kinds)).map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
}
