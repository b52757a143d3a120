/** Objects of the cluster as the API server gives them (dates are text), as far as a diagnosis looks into them. */
export interface Metadata {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    ownerReferences?: { kind: string; name: string }[];
}

export interface KubernetesObject {
    kind?: string;
    metadata: Metadata;
}

export interface Condition {
    type: string;
    status: string;
    reason?: string;
    message?: string;
}

export interface Probe {
    httpGet?: { path?: string; port: number | string };
    tcpSocket?: { port: number | string };
    timeoutSeconds?: number;
    periodSeconds?: number;
    failureThreshold?: number;
}

export interface Container {
    name: string;
    image: string;
    ports?: { name?: string; containerPort: number }[];
    env?: { name: string; value?: string; valueFrom?: object }[];
    envFrom?: { secretRef?: { name: string }; configMapRef?: { name: string } }[];
    resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
    startupProbe?: Probe;
    livenessProbe?: Probe;
    readinessProbe?: Probe;
}

export interface PodSpec {
    serviceAccountName?: string;
    nodeName?: string;
    nodeSelector?: Record<string, string>;
    containers: Container[];
}

export interface ContainerStatus {
    name: string;
    ready: boolean;
    restartCount: number;
    state?: ContainerState;
    lastState?: ContainerState;
}

export interface ContainerState {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt?: string };
    terminated?: { exitCode: number; reason?: string; message?: string };
}

export interface Pod extends KubernetesObject {
    spec: PodSpec;
    status?: {
        phase?: string;
        podIP?: string;
        reason?: string;
        message?: string;
        conditions?: Condition[];
        containerStatuses?: ContainerStatus[];
    };
}

export interface Deployment extends KubernetesObject {
    spec: { replicas?: number; paused?: boolean; template: { metadata?: Partial<Metadata>; spec: PodSpec } };
    status?: {
        observedGeneration?: number;
        replicas?: number;
        updatedReplicas?: number;
        readyReplicas?: number;
        availableReplicas?: number;
        conditions?: Condition[];
    };
}

export interface ReplicaSet extends KubernetesObject {
    spec: { replicas?: number };
    status?: { conditions?: Condition[] };
}

export interface ClusterEvent {
    metadata: Metadata;
    type?: string;
    reason?: string;
    message?: string;
    count?: number;
    involvedObject: { kind?: string; name?: string };
}

export interface Service extends KubernetesObject {
    spec: {
        type?: string;
        externalName?: string;
        selector?: Record<string, string>;
        ports?: { name?: string; port: number; targetPort?: number | string }[];
    };
}

export interface EndpointSlice extends KubernetesObject {
    /** Null where the Service leads to no pod. */
    endpoints?: { addresses: string[]; conditions?: { ready?: boolean } }[] | null;
    ports?: { port?: number }[];
}

export interface ExternalSecret extends KubernetesObject {
    spec: {
        secretStoreRef?: { name: string; kind?: string };
        target?: { name?: string };
        data?: { secretKey: string; remoteRef: { key: string; property?: string } }[];
        dataFrom?: { extract?: { key: string } }[];
    };
    status?: { conditions?: Condition[] };
}

export interface SecretStore extends KubernetesObject {
    status?: { conditions?: Condition[] };
}

export interface LabelSelector {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface PolicyPeer {
    podSelector?: LabelSelector;
    namespaceSelector?: LabelSelector;
    ipBlock?: { cidr: string; except?: string[] };
}

export interface PolicyPort {
    protocol?: string;
    port?: number | string;
    endPort?: number;
}

export interface NetworkPolicy extends KubernetesObject {
    spec: {
        podSelector?: LabelSelector;
        policyTypes?: string[];
        ingress?: { from?: PolicyPeer[]; ports?: PolicyPort[] }[];
        egress?: { to?: PolicyPeer[]; ports?: PolicyPort[] }[];
    };
}

export interface Autoscaler extends KubernetesObject {
    spec: { minReplicas?: number; maxReplicas: number };
    status?: { currentReplicas?: number; desiredReplicas?: number; conditions?: Condition[] };
}

/** The condition of this type, when the object has one. */
export function condition(of: { status?: { conditions?: Condition[] } } | undefined, type: string) {
    return of?.status?.conditions?.find((one) => one.type === type);
}
