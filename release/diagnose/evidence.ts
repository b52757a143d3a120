import type { Unreadable } from "./cause";
import type { Expectation } from "./expectation";
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

/** The last lines that a container wrote, secrets masked. */
export interface LogTail {
    pod: string;
    /** Of the container that ended last, not of the one that runs. */
    previous: boolean;
    lines: string[];
}

/** What was asked over HTTP, and what came back. */
export interface Answer {
    url: string;
    /** The page that was pretended to ask, where one was. */
    origin?: string;
    sentToken: boolean;
    /** Undefined when nothing came. */
    status?: number;
    headers: Record<string, string>;
    /** Its beginning, secrets masked. */
    body: string;
    /** Why nothing came: "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", … */
    error?: string;
    milliseconds: number;
}

/** A stream that was opened at the route and listened to. */
export interface StreamAnswer {
    url: string;
    status?: number;
    /** From the request until the first byte of the stream; undefined: none came. */
    firstByteMilliseconds?: number;
    /** When the other side ended it; undefined: it was still open when the listening ended. */
    endedAfterMilliseconds?: number;
    listenedMilliseconds: number;
}

/** What a pod answers that is asked from inside its own network, without Service, policy or route. */
export interface PodAnswer {
    pod: string;
    port: number;
    path: string;
    status?: number;
    body: string;
    error?: string;
}

/** The IAM role of a server as AWS has it. */
export interface RoleFacts {
    arn: string;
    exists: boolean;
    /** Its trust policy, parsed. */
    trust?: unknown;
}

/** How much of its time a container was held back by its CPU limit. */
export interface Throttling {
    pod: string;
    /** Periods of 100 ms in which it ran, and those in which it was stopped. */
    periods: number;
    throttledPeriods: number;
}

/** A pod that is to call the server, named by who asks. */
export interface Caller {
    namespace: string;
    pod: string;
    podLabels: Record<string, string>;
    namespaceLabels: Record<string, string>;
    address?: string;
    /** Policies of its own namespace. */
    policies: NetworkPolicy[];
}

/** All that is known of one server: gathered once, judged by the causes, which ask nobody. */
export interface Evidence {
    stack: string;
    server: string;
    namespace: string;
    /** What the configuration asks for. */
    expected: Expectation;
    deployment?: Deployment;
    replicaSets: ReplicaSet[];
    pods: Pod[];
    /** Newest first; of this server's objects only. */
    events: ClusterEvent[];
    service?: Service;
    endpointSlices: EndpointSlice[];
    ingress?: Ingress;
    httpRoute?: HttpRoute;
    apisixRoute?: ApisixRoute;
    externalSecrets: ExternalSecret[];
    /** Stores that they name; undefined: there is none of that name. By "kind/name". */
    stores: Record<string, SecretStore | undefined>;
    /** Keys of the Secrets of the namespace, by name. Values are not kept. */
    secretKeys: Record<string, string[]>;
    serviceAccount?: KubernetesObject;
    networkPolicies: NetworkPolicy[];
    /** Labels of all namespaces, by name. */
    namespaces: Record<string, Record<string, string>>;
    /** Services that the server's settings name, by "service.namespace": whether there is one. */
    namedServices: Record<string, boolean>;
    /** Hosts that the server's settings name: whether a pod of it can resolve them. */
    resolved: Record<string, boolean>;
    autoscaler?: Autoscaler;
    logs: LogTail[];
    podAnswers: PodAnswer[];
    /** The first is the endpoint without an Origin. */
    answers: Answer[];
    stream?: StreamAnswer;
    role?: RoleFacts;
    throttling: Throttling[];
    caller?: Caller;
    unreadable: Unreadable[];
}

/** A pod that is told to end explains nothing any more. */
export const currentPods = ({ pods }: Evidence) => pods.filter(({ metadata }) => !metadata.deletionTimestamp);

export const readyPods = (evidence: Evidence) =>
    currentPods(evidence).filter(({ status }) =>
        status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    );

/** Whether something of this beginning could not be read: then nothing follows from its not being there. */
export const isUnread = ({ unreadable }: Evidence, what: string) => unreadable.some((one) => one.what.startsWith(what));

/** Messages of events of this reason, newest first, about objects of this kind. */
export const eventMessages = ({ events }: Evidence, reason: string, kind?: string) =>
    events.flatMap(({ reason: of, message, involvedObject }) =>
        of === reason && message !== undefined && (kind === undefined || involvedObject.kind === kind)
            ? [{ message, name: involvedObject.name ?? "" }]
            : [],
    );

/** Whether the kubelet ended a container of the pod because a probe failed: then its exit code tells nothing. */
export const endedByProbe = (evidence: Evidence, pod: string) =>
    eventMessages(evidence, "Killing", "Pod").some(
        ({ name, message }) => name === pod && /failed \w+ probe/.test(message),
    );
