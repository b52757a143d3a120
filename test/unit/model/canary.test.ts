import assert from "node:assert/strict";
import { type AlbIngress, albAnnotations, albIngressSpec } from "../../../components/model/alb-ingress";
import { canaryReplicas } from "../../../components/model/canary";
import { type GatewayRoute, httpRouteSpec } from "../../../components/model/gateway-http-route";
import { objectLabels, selectorLabels } from "../../../components/model/labels";
import { nginxCanaryAnnotations } from "../../../components/model/nginx-ingress";

const common = {
    host: "mcp.example.com",
    paths: [{ path: "/demo/mcp", exact: false }],
    serviceName: "demo-mcp",
    servicePort: 8000,
    canary: { serviceName: "demo-mcp-canary", weightPercent: 20 },
};

describe("pods of a canary", () => {
    it("are as many as its share of the most that the server may have, and one at least", () => {
        assert.equal(canaryReplicas({ scaling: { minReplicas: 2, maxReplicas: 12 } }, 10), 2);
        assert.equal(canaryReplicas({}, 50), 3);
        assert.equal(canaryReplicas({}, 0), 1);
        assert.equal(canaryReplicas({ replicas: 4 }, 25), 1);
        assert.equal(canaryReplicas({ era: "legacy" }, 50), 1);
    });

    it("are not selected by what selects those that stay, and have the server's name in common with them", () => {
        const [stable, canary] = [selectorLabels("demo"), objectLabels("demo", "canary")];
        const isSelected = Object.entries(stable).every(([label, value]) => canary[label] === value);
        assert.equal(isSelected, false);
        assert.equal(canary["app.kubernetes.io/name"], stable["app.kubernetes.io/name"]);
    });
});

describe("share of a canary", () => {
    it("is a weight of two backends at a Gateway", () => {
        const route: GatewayRoute = {
            ...common,
            gateway: { name: "public", namespace: "gateways" },
            listener: "http",
            tls: false,
            sessionPersistence: true,
            securityHeaders: false,
            awsLoadBalancer: false,
            extensions: [],
        };
        const [rule] = httpRouteSpec(route).rules;
        assert.deepEqual(rule?.backendRefs, [
            { name: "demo-mcp", port: 8000, weight: 80 },
            { name: "demo-mcp-canary", port: 8000, weight: 20 },
        ]);
        assert.deepEqual(rule?.sessionPersistence, { type: "Cookie" });
    });

    it("is a second Ingress at ingress-nginx", () => {
        assert.deepEqual(nginxCanaryAnnotations(5), {
            "nginx.ingress.kubernetes.io/canary": "true",
            "nginx.ingress.kubernetes.io/canary-weight": "5",
            "nginx.ingress.kubernetes.io/canary-weight-total": "100",
        });
    });

    describe("at an ALB", () => {
        const ingress = (sticky: boolean): AlbIngress => ({
            ...common,
            className: "alb",
            streamIdleSeconds: 600,
            deregistrationDelaySeconds: 50,
            sticky,
            tls: false,
            redirect: false,
            securityHeaders: false,
            alb: {},
        });
        const action = (sticky: boolean) =>
            JSON.parse(
                albAnnotations(ingress(sticky))["alb.ingress.kubernetes.io/actions.demo-mcp-weighted"] ?? "null",
            );

        it("is an action with two target groups, which the rule names", () => {
            assert.deepEqual(action(false), {
                type: "forward",
                forwardConfig: {
                    targetGroups: [
                        { serviceName: "demo-mcp", servicePort: 8000, weight: 80 },
                        { serviceName: "demo-mcp-canary", servicePort: 8000, weight: 20 },
                    ],
                },
            });
            const [rule] = albIngressSpec(ingress(false)).rules;
            assert.deepEqual(rule?.http.paths[0]?.backend, {
                service: { name: "demo-mcp-weighted", port: { name: "use-annotation" } },
            });
        });

        it("keeps the sessions of a client to one of them", () => {
            assert.deepEqual(action(true).forwardConfig.targetGroupStickinessConfig, {
                enabled: true,
                durationSeconds: 86_400,
            });
        });
    });
});
