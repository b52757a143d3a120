import type { Cause } from "../../../../release/diagnose/cause";
import { causesOf } from "../../../../release/diagnose/causes";
import type { Answer, Evidence } from "../../../../release/diagnose/evidence";
import type { Deployment, NetworkPolicy, Pod } from "../../../../release/diagnose/objects";

const labels = { "app.kubernetes.io/name": "demo-mcp", "app.kubernetes.io/component": "mcp-server" };
const namespaceLabels = (name: string) => ({ "kubernetes.io/metadata.name": name });
const spec = {
    containers: [{ name: "demo-mcp", image: "registry/demo@sha256:0", ports: [{ name: "http", containerPort: 8000 }] }],
};

export const deployment: Deployment = {
    kind: "Deployment",
    metadata: { name: "demo-mcp" },
    spec: { replicas: 1, template: { spec } },
    status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};

/** A pod that runs and is ready, but for what is given. */
export const pod = (status: Pod["status"] = {}): Pod => ({
    kind: "Pod",
    metadata: { name: "demo-mcp-1", labels },
    spec,
    status: {
        phase: "Running",
        podIP: "10.1.0.5",
        conditions: [
            { type: "Ready", status: "True" },
            { type: "PodScheduled", status: "True" },
        ],
        containerStatuses: [{ name: "demo-mcp", ready: true, restartCount: 0, state: { running: {} } }],
        ...status,
    },
});

/** A pod whose container waits. */
export const waitingPod = (reason: string, message: string): Pod =>
    pod({
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "True" }],
        containerStatuses: [
            { name: "demo-mcp", ready: false, restartCount: 0, state: { waiting: { reason, message } } },
        ],
    });

/** An event of one of the server's objects. */
export const event = (reason: string, message: string, kind = "Pod", name = "demo-mcp-1") => ({
    metadata: { name: "e" },
    reason,
    message,
    involvedObject: { kind, name },
});

export const policy: NetworkPolicy = {
    metadata: { name: "demo-mcp", namespace: "mcp" },
    spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            {
                from: [{ namespaceSelector: { matchLabels: namespaceLabels("ingress-nginx") } }],
                ports: [{ protocol: "TCP", port: "http" }],
            },
        ],
        egress: [
            {
                to: [{ namespaceSelector: { matchLabels: namespaceLabels("kube-system") } }],
                ports: [{ protocol: "UDP", port: 53 }],
            },
        ],
    },
};

export const answer = (fields: Partial<Answer>): Answer => ({
    url: "https://mcp.example.com/demo/mcp",
    sentToken: false,
    status: 200,
    headers: {},
    body: "",
    milliseconds: 12,
    ...fields,
});

/** A server that is well, but for what is given. */
export function evidence(change: Partial<Evidence> = {}): Evidence {
    const annotations = Object.fromEntries(
        Object.entries({
            "proxy-buffering": "off",
            "proxy-http-version": "1.1",
            "proxy-read-timeout": "3600",
            "proxy-send-timeout": "3600",
        }).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    );
    return {
        stack: "prod",
        server: "demo",
        namespace: "mcp",
        expected: {
            port: 8000,
            path: "/demo/mcp",
            route: {
                kind: "nginx",
                host: "mcp.example.com",
                url: "https://mcp.example.com/demo/mcp",
                namespace: "mcp",
                tls: true,
            },
            streamIdleSeconds: 3600,
            clients: [],
            ingressControllerNamespace: "ingress-nginx",
            origins: [],
            hasPermissions: false,
            identityKind: "irsa",
            settings: {},
            secrets: [],
            code: false,
            scales: false,
            objects: {},
        },
        deployment,
        replicaSets: [],
        pods: [pod()],
        events: [],
        service: {
            metadata: { name: "demo-mcp" },
            spec: { selector: labels, ports: [{ name: "http", port: 8000, targetPort: "http" }] },
        },
        endpointSlices: [
            { metadata: { name: "demo-mcp-1" }, endpoints: [{ addresses: ["10.1.0.5"], conditions: { ready: true } }] },
        ],
        ingress: {
            metadata: { name: "demo-mcp", namespace: "mcp", annotations },
            spec: { ingressClassName: "nginx" },
            status: { loadBalancer: { ingress: [{ hostname: "lb.example.com" }] } },
        },
        externalSecrets: [],
        stores: {},
        secretKeys: {},
        networkPolicies: [policy],
        namespaces: {
            mcp: namespaceLabels("mcp"),
            "ingress-nginx": namespaceLabels("ingress-nginx"),
            litellm: namespaceLabels("litellm"),
        },
        namedServices: {},
        resolved: {},
        logs: [],
        podAnswers: [],
        answers: [answer({})],
        throttling: [],
        unreadable: [],
        ...change,
    };
}

/** The evidence with another expectation. */
export const expecting = (expected: Partial<Evidence["expected"]>, change: Partial<Evidence> = {}): Evidence => {
    const one = evidence(change);
    return { ...one, expected: { ...one.expected, ...expected } };
};

/** The first cause of a kind; all that people read of it in one text. */
export function said(of: Evidence, id: Cause["id"]): string {
    const cause = causesOf(of).find((one) => one.id === id);
    if (cause === undefined) return `no ${id} among ${causesOf(of).map((one) => one.id)}`;
    const fixes = cause.fixes.map(
        ({ text, command, config }) => `${text} ${command ?? ""}${config ? `${config.key}: ${config.value}` : ""}`,
    );
    return [cause.title, cause.where, cause.found, cause.why, ...fixes].join("\n");
}
