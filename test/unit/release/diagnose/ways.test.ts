import assert from "node:assert/strict";
import { causesOf } from "../../../../release/diagnose/causes";
import type { Ingress } from "../../../../release/diagnose/route-objects";
import { answer, evidence, expecting, pod, policy, said } from "./recorded";

const answered = (fields: Parameters<typeof answer>[0]) => ({ answers: [answer(fields)] });
const inPod = (status: number) => [{ pod: "demo-mcp-1", port: 8000, path: "/demo/mcp", status, body: "" }];

describe("diagnose: ways to a server", () => {
    const statuses: [number, number | undefined, RegExp][] = [
        [404, 404, /the server has no path \/demo\/mcp.*servers\.demo\.path/s],
        [404, 200, /no route for host and path/],
        [413, 200, /route\.nginx\.maxBodySize/],
        [502, undefined, /connectionKeepAliveSeconds/],
        [504, undefined, /ingressControllerNamespace/],
    ];
    for (const [status, inside, expected] of statuses) {
        it(`are judged by a ${status} at the route and ${inside ?? "nothing"} in the pod`, () => {
            const of = evidence({ ...answered({ status }), podAnswers: inside === undefined ? [] : inPod(inside) });
            assert.match(said(of, "route-answer"), expected);
        });
    }

    it("are well when a protected server asks for a token, and not when it takes none", () => {
        const headers = { "www-authenticate": 'Bearer resource_metadata="https://x"' };
        const expected = { tokenVariable: "MCP_DEMO_TOKEN" };
        assert.deepEqual(causesOf(expecting(expected, answered({ status: 401, headers }))), []);
        assert.match(
            said(expecting(expected, answered({ status: 401, headers, sentToken: true })), "unauthorized"),
            /the token is not accepted.*MCP_DEMO_TOKEN/s,
        );
    });

    it("are closed by the route, not by the server", () => {
        const ingress: Ingress = { ...(evidence().ingress as Ingress) };
        ingress.metadata = {
            ...ingress.metadata,
            annotations: {
                ...ingress.metadata.annotations,
                "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8",
            },
        };
        const of = evidence({ ...answered({ status: 403 }), podAnswers: inPod(200), ingress });
        assert.match(
            said(of, "forbidden"),
            /the route refuses, not the server.*whitelist-source-range=10\.0\.0\.0\/8/s,
        );
    });

    const unreachable: Record<string, RegExp> = {
        ENOTFOUND: /mcp\.example\.com is no name.*CNAME lb\.example\.com/s,
        CERT_HAS_EXPIRED: /certificate.*tls\.secretName/s,
        ECONNREFUSED: /nothing listens/,
        ETIMEDOUT: /does not answer in time/,
    };
    for (const [error, expected] of Object.entries(unreachable)) {
        it(`cannot be asked: ${error}`, () => {
            assert.match(said(evidence(answered({ status: undefined, error })), "route-unreachable"), expected);
        });
    }

    it("are taken by no controller, or by no Gateway", () => {
        const ingress = { ...(evidence().ingress as Ingress), status: {} };
        assert.match(said(evidence({ ingress }), "route-object"), /no controller takes the Ingress.*route\.className/s);
        const conditions = [{ type: "Accepted", status: "False", reason: "NoMatchingParent", message: "no listener" }];
        const httpRoute = { metadata: { name: "demo-mcp" }, spec: {}, status: { parents: [{ conditions }] } };
        const route = {
            kind: "gateway" as const,
            host: "mcp.example.com",
            url: "http://mcp.example.com/demo/mcp",
            namespace: "mcp",
            tls: false,
        };
        assert.match(
            said(expecting({ route }, { httpRoute }), "route-object"),
            /no Gateway takes the HTTPRoute.*NoMatchingParent/s,
        );
    });

    it("are taken by no APISIX, lead elsewhere, or are well", () => {
        const apisixRoute = (serviceName: string, condition: { status: string; reason: string; message: string }) => ({
            metadata: { name: "demo-mcp" },
            spec: {
                http: [
                    {
                        match: { hosts: ["mcp.example.com"], paths: ["/demo/mcp"] },
                        backends: [{ serviceName, servicePort: 8000 }],
                    },
                ],
            },
            status: { conditions: [{ type: "ResourcesAvailable", ...condition }] },
        });
        const synced = { status: "True", reason: "ResourcesSynced", message: "Sync Successfully" };
        const refused = { status: "False", reason: "ResourceSyncAborted", message: "unknown plugin [proxy-buffering]" };
        const url = "http://mcp.example.com/demo/mcp";
        const route = { kind: "apisix" as const, host: "mcp.example.com", url, namespace: "mcp", tls: false };
        const objects = { apisixRoute: apisixRoute("demo-mcp", synced) };
        const found = (is: ReturnType<typeof apisixRoute> | undefined) =>
            expecting({ route, objects }, { ingress: undefined, apisixRoute: is });
        assert.match(said(found(undefined), "route-object"), /the apisixroute is missing/);
        assert.match(said(found(apisixRoute("demo-mcp", refused)), "route-object"), /unknown plugin.*3\.17/s);
        assert.match(said(found(apisixRoute("other", synced)), "route-object"), /it leads .* to other:8000/);
        assert.equal(causesOf(found(apisixRoute("demo-mcp", synced))).length, 0);
    });

    it("are cut by an ALB whose idle timeout was taken out", () => {
        const alb = (attributes: string): Ingress => ({
            metadata: {
                name: "demo-mcp",
                annotations: { "alb.ingress.kubernetes.io/load-balancer-attributes": attributes },
            },
            spec: {},
            status: { loadBalancer: { ingress: [{ hostname: "lb" }] } },
        });
        const route = {
            kind: "alb" as const,
            host: "mcp.example.com",
            url: "http://mcp.example.com/demo/mcp",
            namespace: "mcp",
            tls: false,
        };
        const of = expecting(
            { route, objects: { ingress: alb("idle_timeout.timeout_seconds=3600") } },
            { ingress: alb("deletion_protection.enabled=true") },
        );
        assert.match(said(of, "stream-cut"), /no idle_timeout\.timeout_seconds \(60 seconds then\)/);
    });

    it("are cut by a policy of the client's own namespace", () => {
        const closed = {
            metadata: { name: "closed", namespace: "litellm" },
            spec: { podSelector: {}, policyTypes: ["Egress"] },
        };
        const caller = {
            namespace: "litellm",
            pod: "proxy",
            podLabels: {},
            namespaceLabels: { "kubernetes.io/metadata.name": "litellm" },
            policies: [closed],
        };
        const admitting = { ...policy, spec: { ...policy.spec, ingress: [{}] } };
        assert.match(
            said(evidence({ caller, networkPolicies: [admitting] }), "network-policy"),
            /litellm\/proxy may not call out.*closed of its own namespace/s,
        );
        assert.match(
            said(evidence({ caller: { ...caller, policies: [] } }), "network-policy"),
            /not among those allowed/,
        );
        assert.deepEqual(causesOf(evidence({ caller: { ...caller, policies: [] }, networkPolicies: [admitting] })), []);
    });

    it("are not judged by what could not be read", () => {
        const unreadable = ["service objects", "endpointslices", "networkpolicies", "ingress objects"].map((what) => ({
            what: `${what} of namespace mcp`,
            why: "forbidden",
        }));
        const of = evidence({
            unreadable,
            service: undefined,
            endpointSlices: [],
            networkPolicies: [],
            ingress: undefined,
            pods: [pod()],
        });
        assert.deepEqual(causesOf(of), []);
    });

    it("are names that the cluster's DNS has not", () => {
        const lines = ["Error: getaddrinfo ENOTFOUND api.internal.exmple.com"];
        const of = expecting(
            { settings: { API_URL: "https://api.internal.exmple.com/v1" } },
            { logs: [{ pod: "demo-mcp-1", previous: false, lines }] },
        );
        assert.match(said(of, "name-resolution"), /cannot resolve api\.internal\.exmple\.com.*settings\.API_URL/s);
    });
});
