import { container, cronJob, deployment, job, labels, other, type PolicyObject, places, podOf } from "./manifest";

const service = (spec: object, ofObject: object = {}) =>
    other(
        "v1",
        "Service",
        { spec: { selector: { "app.kubernetes.io/name": "reports-mcp" }, ports: [{ port: 8000 }], ...spec } },
        ofObject,
    );

const host = "mcp.example.com";
const backend = { service: { name: "reports-mcp", port: { number: 8000 } } };
const rules = [{ host, http: { paths: [{ path: "/reports/mcp", pathType: "Prefix", backend }] } }];
const ingress = (spec: object, ofObject: object = {}) =>
    other("networking.k8s.io/v1", "Ingress", { spec: { rules, ...spec } }, ofObject);

const httpRoute = (spec: object) =>
    other("gateway.networking.k8s.io/v1", "HTTPRoute", {
        spec: { hostnames: [host], rules: [{ backendRefs: [{ name: "reports-mcp", port: 8000 }] }], ...spec },
    });

const parent = (sectionName: string) => ({ parentRefs: [{ name: "public", namespace: "gateways", sectionName }] });
/** A route of APISIX with one part for the endpoint. */
const apisixRoute = (...plugins: object[]) =>
    other("apisix.apache.org/v2", "ApisixRoute", {
        spec: {
            http: [
                {
                    name: "mcp",
                    match: { hosts: [host], paths: ["/reports/mcp", "/reports/mcp/*"] },
                    backends: [{ serviceName: "reports-mcp", servicePort: 8000 }],
                    plugins,
                },
            ],
        },
    });
const redirect = { name: "redirect", enable: true, config: { http_to_https: true } };

const listenPorts = "alb.ingress.kubernetes.io/listen-ports";

const { "app.kubernetes.io/part-of": _partOf, ...unlabelled } = labels;

/** Labels, namespaces, Services, routes and settings. */
export const surroundingObjects: PolicyObject[] = [
    {
        what: "a job of another component whose pods are servers, where none may run",
        object: job(podOf(container()), {
            namespace: places.elsewhere,
            labels: { ...labels, "app.kubernetes.io/component": "migration" },
        }),
        breaks: ["placement"],
    },
    {
        what: "a server, where none may run",
        object: deployment(podOf(container()), { namespace: places.elsewhere }),
        breaks: ["placement"],
    },
    {
        what: "jobs without a label that their CronJob and their pods have",
        object: cronJob(podOf(container()), { labels: unlabelled }),
        breaks: ["standard-labels"],
    },
    {
        what: "a label without a value",
        object: deployment(podOf(container()), { labels: { ...labels, "app.kubernetes.io/part-of": "" } }),
        breaks: ["standard-labels"],
    },
    { what: "an address inside the cluster", object: service({}), breaks: [] },
    {
        what: "a load balancer that needs no ports of the nodes",
        object: service({ type: "LoadBalancer", allocateLoadBalancerNodePorts: false }),
        breaks: [],
    },
    {
        what: "a load balancer by ports of the nodes",
        object: service({ type: "LoadBalancer" }),
        breaks: ["no-node-port"],
    },
    {
        what: "a port of the nodes, and no labels",
        object: service({ type: "NodePort" }, { labels: undefined }),
        breaks: ["no-node-port", "standard-labels"],
    },
    {
        what: "a certificate for the host",
        object: ingress({ tls: [{ hosts: [host], secretName: "mcp-example-com-tls" }] }),
        breaks: [],
    },
    {
        what: "an ALB with a certificate from ACM",
        object: ingress({}, { annotations: { [listenPorts]: '[{"HTTP": 80}, {"HTTPS": 443}]' } }),
        breaks: [],
    },
    { what: "no certificate", object: ingress({}), breaks: ["tls-routes"] },
    {
        what: "a certificate for another host",
        object: ingress({ tls: [{ hosts: ["www.example.com"], secretName: "www" }] }),
        breaks: ["tls-routes"],
    },
    { what: "a listener with TLS", object: httpRoute(parent("https")), breaks: [] },
    { what: "a listener without TLS", object: httpRoute(parent("http")), breaks: ["tls-routes"] },
    { what: "plain requests that are led to HTTPS by APISIX", object: apisixRoute(redirect), breaks: [] },
    {
        what: "plain requests that APISIX leads to the server",
        object: apisixRoute({ ...redirect, enable: false }),
        breaks: ["tls-routes"],
    },
    {
        what: "settings about tokens that are none",
        object: other("v1", "ConfigMap", {
            data: { TOKEN_URL: "https://auth.example.com/token", MAX_TOKENS: "4096", "db.url": "postgres://db:5432/x" },
        }),
        breaks: [],
    },
    {
        what: "a token that its form gives away",
        object: other("v1", "ConfigMap", { data: { "settings.yaml": `github: ghp_${"a1B2".repeat(9)}\n` } }),
        breaks: ["no-plain-secrets"],
    },
];
