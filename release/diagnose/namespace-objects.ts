import type { ClusterReader } from "./cluster-reader";
import type {
    Autoscaler,
    ClusterEvent,
    Deployment,
    EndpointSlice,
    ExternalSecret,
    KubernetesObject,
    NetworkPolicy,
    Pod,
    ReplicaSet,
    SecretStore,
    Service,
} from "./objects";
import type { ApisixRoute, HttpRoute, Ingress } from "./route-objects";

interface Secret extends KubernetesObject {
    data?: Record<string, string>;
}

interface TimedEvent extends ClusterEvent {
    lastTimestamp?: string;
    eventTime?: string;
    series?: { lastObservedTime?: string };
}

/** Everything of a namespace, and of those that its routes are in, that servers are judged by. */
export type NamespaceObjects = Awaited<ReturnType<typeof readNamespace>>;

/** Reads a namespace once for all servers that are in it. */
export async function readNamespace(reader: ClusterReader, namespace: string, routeNamespaces: string[]) {
    const core = `/api/v1/namespaces/${namespace}`;
    const of = (group: string) => `/apis/${group}/namespaces/${namespace}`;
    const list = <T>(path: string, kind: string) => reader.list<T>(path, `${kind} of namespace ${namespace}`);
    const elsewhere = [...new Set([namespace, ...routeNamespaces])];
    const routes = async <T>(group: string, kind: string) => {
        const plural = kind.endsWith("s") ? `${kind}es` : `${kind}s`;
        const lists = elsewhere.map((one) =>
            reader.list<T>(`/apis/${group}/namespaces/${one}/${plural}`, `${kind} objects of namespace ${one}`),
        );
        return (await Promise.all(lists)).flat();
    };
    const stores = async () => [
        ...(await list<SecretStore>(`${of("external-secrets.io/v1")}/secretstores`, "secretstores")).map(
            named("SecretStore"),
        ),
        ...(
            await reader.list<SecretStore>("/apis/external-secrets.io/v1/clustersecretstores", "clustersecretstores")
        ).map(named("ClusterSecretStore")),
    ];
    const [deployments, replicaSets, pods, events, services, endpointSlices, externalSecrets, secretStores, secrets] =
        await Promise.all([
            list<Deployment>(`${of("apps/v1")}/deployments`, "deployments"),
            list<ReplicaSet>(`${of("apps/v1")}/replicasets`, "replicasets"),
            list<Pod>(`${core}/pods`, "pods"),
            list<TimedEvent>(`${core}/events`, "events"),
            list<Service>(`${core}/services`, "service objects"),
            list<EndpointSlice>(`${of("discovery.k8s.io/v1")}/endpointslices`, "endpointslices"),
            list<ExternalSecret>(`${of("external-secrets.io/v1")}/externalsecrets`, "externalsecrets"),
            stores(),
            list<Secret>(`${core}/secrets`, "secrets"),
        ]);
    const [serviceAccounts, networkPolicies, autoscalers, namespaces, ingresses, httpRoutes, apisixRoutes] =
        await Promise.all([
            list<KubernetesObject>(`${core}/serviceaccounts`, "serviceaccounts"),
            list<NetworkPolicy>(`${of("networking.k8s.io/v1")}/networkpolicies`, "networkpolicies"),
            list<Autoscaler>(`${of("autoscaling/v2")}/horizontalpodautoscalers`, "horizontalpodautoscalers"),
            reader.list<KubernetesObject>("/api/v1/namespaces", "namespaces"),
            routes<Ingress>("networking.k8s.io/v1", "ingress"),
            routes<HttpRoute>("gateway.networking.k8s.io/v1", "httproute"),
            routes<ApisixRoute>("apisix.apache.org/v2", "apisixroute"),
        ]);
    return {
        deployments,
        replicaSets,
        pods,
        events: newestFirst(events),
        services,
        endpointSlices,
        externalSecrets,
        stores: Object.fromEntries(secretStores) as Record<string, SecretStore>,
        secretKeys: Object.fromEntries(secrets.map(({ metadata, data = {} }) => [metadata.name, Object.keys(data)])),
        /** For masking, and for nothing else. */
        secretValues: secrets.flatMap(({ data = {} }) =>
            Object.values(data).map((value) => Buffer.from(value, "base64").toString("utf8")),
        ),
        serviceAccounts,
        networkPolicies,
        autoscalers,
        namespaces: Object.fromEntries(
            namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
        ) as Record<string, Record<string, string>>,
        ingresses,
        httpRoutes,
        apisixRoutes,
    };
}

const named =
    (kind: string) =>
    (store: SecretStore): [string, SecretStore] => [`${kind}/${store.metadata.name}`, store];

function newestFirst(events: TimedEvent[]): TimedEvent[] {
    const time = ({ lastTimestamp, eventTime, series, metadata }: TimedEvent) =>
        series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
    return [...events].sort((one, other) => (time(one) < time(other) ? 1 : -1));
}
