import { awsInventoryOf } from "./aws";
import { objects } from "./kubectl";
import type { TestStack } from "./stack";

/** Namespaced kinds of objects that a server is made of. */
const kinds =
    "configmaps,deployments,services,serviceaccounts,networkpolicies,poddisruptionbudgets,ingresses," +
    "externalsecrets,servicemonitors,prometheusrules";

/** Everything of a stack that exists in AWS or in its namespace, and is not in its state: nobody would ever delete it. */
export async function orphansOf(stack: TestStack): Promise<string[]> {
    const { resources = [] } = stack.state();
    const known = new Set(resources.flatMap(({ id, outputs }) => [id, outputs?.name]));
    const aws = await awsInventoryOf(stack.name, stack.namespace);
    const ours = await objects(kinds, "-n", stack.namespace, "-l", "app.kubernetes.io/part-of=mcp-servers");
    const inCluster = ours.filter(({ metadata }) => !known.has(`${stack.namespace}/${metadata.name}`));
    return [
        ...aws.filter((entry) => !known.has(entry.split(" ")[1])),
        ...inCluster.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ];
}
