import { irsaAnnotation } from "../../components/model/identity-rules";
import { type DeployedServer, deployedServer } from "../deployed";
import { roleFacts } from "./aws-role";
import type { Unreadable } from "./cause";
import { ClusterReader } from "./cluster-reader";
import type { Caller, Evidence } from "./evidence";
import { expectationOf, expectedObjects } from "./expectation";
import { hostsNamedIn, resolveInside } from "./inside-names";
import { logTails } from "./log-tails";
import { namedServices } from "./named-services";
import { type NamespaceObjects, readNamespace } from "./namespace-objects";
import type { KubernetesObject, Pod } from "./objects";
import { type ProbeSources, probeServer } from "./server-probes";
import { throttlingOf } from "./throttling";

/** More would be slow by themselves, and their routes would seem so. */
const serversAtOnce = 6;

/** Where evidence comes from. */
export interface Sources extends ProbeSources {
    stack: string;
    /** All keys of the stack's configuration, as text. */
    settings: Record<string, string>;
    /** Objects as `pulumi up` would write them. */
    objects: KubernetesObject[];
    /** Pod that is to call the servers, "namespace/pod". */
    caller?: { namespace: string; pod: string };
}

/** Everything that is to be known of these servers, asked for once. */
export async function gather(sources: Sources, servers: string[]): Promise<Evidence[]> {
    const { config, kubeConfig } = sources;
    const reader = new ClusterReader(kubeConfig);
    const expected = new Map(
        servers.map((name) => [name, expectationOf(name, config, expectedObjects(name, sources.objects))]),
    );
    const routeNamespaces = [...expected.values()].flatMap(({ route }) => route?.namespace ?? []);
    const { namespace } = config.platform;
    const there = await readNamespace(reader, namespace, routeNamespaces);
    const nodes = [...new Set(there.pods.flatMap(({ spec }) => spec.nodeName ?? []))];
    const metrics = await Promise.all(
        nodes.map((node) => reader.text(`/api/v1/nodes/${node}/proxy/metrics/cadvisor`, `CPU metrics of node ${node}`)),
    );
    const throttling = throttlingOf(metrics.join("\n"), namespace);
    const caller = sources.caller && (await readCaller(reader, sources.caller, there));
    return inGroups([...expected], serversAtOnce, async ([name, expectation]) => {
        const unreadable: Unreadable[] = [];
        const server = deployedServer(name, config, {});
        const own = ownObjects(server, there);
        const asked = await probeServer(sources, server, expectation, own.pods, there.secretValues, unreadable);
        const running = own.pods.find(
            ({ metadata, status }) =>
                !metadata.deletionTimestamp && status?.containerStatuses?.some(({ state }) => state?.running),
        );
        const hosts = hostsNamedIn(expectation.settings);
        const resolved = running ? await resolveInside(kubeConfig, running, hosts, unreadable) : {};
        const arn = own.serviceAccount?.metadata.annotations?.[irsaAnnotation];
        const role = arn === undefined ? undefined : await roleFacts(arn, sources.settings, unreadable);
        const logs = await logTails(reader, own.pods, namespace, there.secretValues);
        return {
            stack: sources.stack,
            server: name,
            namespace,
            expected: expectation,
            ...own,
            stores: there.stores,
            secretKeys: there.secretKeys,
            networkPolicies: there.networkPolicies,
            namespaces: there.namespaces,
            namedServices: await namedServices(reader, expectation.settings, namespace),
            resolved,
            logs,
            ...asked,
            ...(role && { role }),
            throttling: throttling.filter(({ pod }) => own.pods.some(({ metadata }) => metadata.name === pod)),
            ...(caller && { caller }),
            unreadable: [...reader.unreadable, ...unreadable],
        };
    });
}

/** Works on a few entries at the same time; the next ones wait. */
async function inGroups<T, R>(entries: T[], size: number, work: (entry: T) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    for (let first = 0; first < entries.length; first += size) {
        results.push(...(await Promise.all(entries.slice(first, first + size).map(work))));
    }
    return results;
}

/** Of all objects of the namespace those of one server. */
function ownObjects({ objectName, podLabels, externalSecrets }: DeployedServer, there: NamespaceObjects) {
    const find = <T extends KubernetesObject>(objects: T[]) =>
        objects.find(({ metadata }) => metadata.name === objectName);
    const ownedBy = ({ metadata }: KubernetesObject, owners: string[]) =>
        (metadata.ownerReferences ?? []).some(({ name }) => owners.includes(name));
    const replicaSets = there.replicaSets.filter((set) => ownedBy(set, [objectName]));
    const sets = replicaSets.map(({ metadata }) => metadata.name);
    // By owner: whoever changes labels by hand takes pods out of the Service, not out of the Deployment.
    const pods = there.pods.filter(
        (pod) =>
            ownedBy(pod, sets) ||
            pod.metadata.labels?.["app.kubernetes.io/name"] === podLabels["app.kubernetes.io/name"],
    );
    const names = new Set([objectName, ...sets, ...pods.map(({ metadata }) => metadata.name), ...externalSecrets]);
    return {
        deployment: find(there.deployments),
        replicaSets,
        pods,
        events: there.events.filter(({ involvedObject }) => names.has(involvedObject.name ?? "")),
        service: find(there.services),
        endpointSlices: there.endpointSlices.filter(
            ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === objectName,
        ),
        ingress: find(there.ingresses),
        httpRoute: find(there.httpRoutes),
        apisixRoute: find(there.apisixRoutes),
        externalSecrets: there.externalSecrets.filter(({ metadata }) => externalSecrets.includes(metadata.name)),
        serviceAccount: find(there.serviceAccounts),
        autoscaler: find(there.autoscalers),
    };
}

async function readCaller(
    reader: ClusterReader,
    { namespace, pod }: { namespace: string; pod: string },
    there: NamespaceObjects,
): Promise<Caller | undefined> {
    const found = await reader.json<Pod>(`/api/v1/namespaces/${namespace}/pods/${pod}`, `pod ${namespace}/${pod}`);
    if (found === undefined) {
        reader.unreadable.push({ what: `caller ${namespace}/${pod}`, why: "there is no such pod" });
        return undefined;
    }
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
    return {
        namespace,
        pod,
        podLabels: found.metadata.labels ?? {},
        namespaceLabels: there.namespaces[namespace] ?? { "kubernetes.io/metadata.name": namespace },
        address: found.status?.podIP,
        policies: await reader.list(path, `networkpolicies of namespace ${namespace}`),
    };
}
