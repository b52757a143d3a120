/** An object of Kubernetes, as programs send it. */
export interface Manifest {
    apiVersion: string;
    kind: string;
    metadata: {
        name: string;
        namespace: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
    };
    [block: string]: unknown;
}

/** An object, and what rules say of it. */
export interface PolicyObject {
    /** What is special about it. */
    what: string;
    object: Manifest;
    /** Names of the rules that it breaks; none for one that passes. */
    breaks: string[];
}

/** Where servers may run, and where the rules hold but no server may run. */
export const places = { servers: "e2e-admission-objects", elsewhere: "e2e-admission-elsewhere" };

/** What the rules go by when they judge the objects. */
export const policySettings = {
    development: false,
    registries: ["registry.example.com", "localhost:5000", "*.dkr.ecr.*.amazonaws.com", "ghcr.io/example"],
    namespaces: [places.servers],
};

const name = "reports-mcp";

export const labels = {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/component": "mcp-server",
    "app.kubernetes.io/part-of": "mcp-servers",
    "app.kubernetes.io/managed-by": "pulumi",
};

export const digest = `sha256:${"0a1b2c3d".repeat(8)}`;

const amounts = { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" };

/** What a container says that passes, but for what is changed. */
export const container = (change: object = {}) => ({
    name: "server",
    image: `registry.example.com/mcp/reports@${digest}`,
    resources: { requests: amounts, limits: amounts },
    securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
    },
    ...change,
});

/** A container's security context that passes, but for what is changed. */
export const securityContext = (change: object) => ({ ...container().securityContext, ...change });

/** A pod's spec that passes, but for what is changed. */
export const podSpec = (change: object = {}) => ({
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container()],
    ...change,
});

/** With containers like these. */
export const podOf = (...containers: object[]) => podSpec({ containers });

const metadata = (change: object = {}) => ({ name, namespace: places.servers, labels, ...change });

export const pod = (spec: object, ofPod: object = {}): Manifest => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(ofPod),
    spec,
});

const template = (spec: object, ofTemplate: object = {}) => ({ metadata: { labels, ...ofTemplate }, spec });
const selected = (spec: object) => ({
    selector: { matchLabels: { "app.kubernetes.io/name": name } },
    template: template(spec),
});

/** A workload of group `apps`. */
export const workload = (kind: string, spec: object, ofObject: object = {}): Manifest => ({
    apiVersion: "apps/v1",
    kind,
    metadata: metadata(ofObject),
    spec: { ...selected(spec), ...(kind === "StatefulSet" && { serviceName: name }) },
});

export const deployment = (spec: object, ofObject: object = {}) => workload("Deployment", spec, ofObject);

const once = (spec: object) => ({ restartPolicy: "Never", ...spec });

export const job = (spec: object, ofObject: object = {}): Manifest => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata(ofObject),
    spec: { template: template(once(spec)) },
});

export const cronJob = (spec: object, ofJobs: object = { labels }): Manifest => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata(),
    spec: { schedule: "0 3 * * *", jobTemplate: { metadata: ofJobs, spec: { template: template(once(spec)) } } },
});

/** Any other object. */
export const other = (apiVersion: string, kind: string, blocks: object, ofObject: object = {}): Manifest => ({
    apiVersion,
    kind,
    metadata: metadata(ofObject),
    ...blocks,
});
