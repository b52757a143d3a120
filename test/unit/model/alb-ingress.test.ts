import assert from "node:assert/strict";
import { type AlbIngress, albAnnotations, albIngressSpec } from "../../../components/model/alb-ingress";
import { albProblems } from "../../../components/model/alb-rules";

const ingress: AlbIngress = {
    className: "alb",
    host: "mcp.example.com",
    paths: [{ path: "/demo/mcp", exact: false }],
    serviceName: "demo-mcp",
    servicePort: 8000,
    readinessPath: "/ready",
    streamIdleSeconds: 3600,
    deregistrationDelaySeconds: 50,
    sticky: false,
    tls: true,
    redirect: true,
    securityHeaders: true,
    alb: {},
};
const prefix = "alb.ingress.kubernetes.io/";

/** Its annotations, without their prefix. */
const annotations = (change: Partial<AlbIngress> = {}) =>
    Object.fromEntries(
        Object.entries(albAnnotations({ ...ingress, ...change })).map(([name, value]) => [
            name.replace(prefix, ""),
            value,
        ]),
    );

describe("ALB ingress", () => {
    it("goes straight to pods, bears silent streams, and lets those of leaving pods end", () => {
        assert.deepEqual(annotations(), {
            scheme: "internal",
            "target-type": "ip",
            "group.name": "mcp-example-com",
            "backend-protocol": "HTTP",
            "healthcheck-protocol": "HTTP",
            "healthcheck-port": "traffic-port",
            "healthcheck-path": "/ready",
            "load-balancer-attributes":
                "idle_timeout.timeout_seconds=3600,routing.http.drop_invalid_header_fields.enabled=true",
            "target-group-attributes": "deregistration_delay.timeout_seconds=50",
            "listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
            "ssl-redirect": "443",
            "ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "listener-attributes.HTTPS-443":
                "routing.http.response.strict_transport_security.header_value=max-age=31536000; includeSubDomains," +
                "routing.http.response.x_content_type_options.header_value=nosniff," +
                "routing.http.response.x_frame_options.header_value=DENY",
        });
    });

    it("has no encryption, redirect or HSTS without TLS", () => {
        const plain = annotations({ tls: false });
        assert.equal(plain["listen-ports"], '[{"HTTP":80}]');
        for (const name of ["ssl-redirect", "ssl-policy", "certificate-arn", "listener-attributes.HTTPS-443"]) {
            assert.ok(!(name in plain), name);
        }
        assert.doesNotMatch(plain["listener-attributes.HTTP-80"] ?? "", /strict_transport_security/);
    });

    it("keeps clients to pods by a cookie of its own where the server keeps sessions", () => {
        assert.equal(
            annotations({ sticky: true })["target-group-attributes"],
            "deregistration_delay.timeout_seconds=50,stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=86400",
        );
    });

    it("takes a certificate, a web ACL, a scheme, a group and a policy", () => {
        const set = annotations({
            certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/a",
            alb: {
                scheme: "internet-facing",
                groupName: "tools",
                sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
                webAclArn: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/b",
                annotations: { [`${prefix}subnets`]: "subnet-1" },
            },
        });
        assert.equal(set["certificate-arn"], "arn:aws:acm:eu-central-1:123456789012:certificate/a");
        assert.equal(set.scheme, "internet-facing");
        assert.equal(set["group.name"], "tools");
        assert.equal(set["ssl-policy"], "ELBSecurityPolicy-TLS13-1-3-2021-06");
        assert.equal(set["wafv2-acl-arn"], "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/b");
        assert.equal(set.subnets, "subnet-1");
    });

    it("leaves plain HTTP alone where it is told to, and headers to the servers", () => {
        const set = annotations({ redirect: false, securityHeaders: false });
        assert.ok(!("ssl-redirect" in set) && !("listener-attributes.HTTPS-443" in set));
    });

    it("asks the endpoint itself where pods say nowhere that they are ready, and takes a refusal for an answer", () => {
        const set = annotations({ readinessPath: undefined });
        assert.deepEqual([set["healthcheck-path"], set["success-codes"]], ["/demo/mcp", "200-499"]);
    });

    it("publishes the endpoint's path, and metadata as no more than that", () => {
        const paths = [...ingress.paths, { path: "/.well-known/oauth-protected-resource/demo/mcp", exact: true }];
        const spec = albIngressSpec({ ...ingress, paths });
        assert.equal(spec.ingressClassName, "alb");
        assert.deepEqual(
            spec.rules[0]?.http.paths.map(({ path, pathType }) => [path, pathType]),
            [
                ["/demo/mcp", "Prefix"],
                ["/.well-known/oauth-protected-resource/demo/mcp", "Exact"],
            ],
        );
    });
});

describe("ALB rules", () => {
    const fields = (route: object) => albProblems({ host: "localhost", ...route }).map(({ field }) => field);

    it("say what an ALB cannot do", () => {
        assert.deepEqual(fields({ limits: { connections: 1 } }), ["limits"]);
        assert.deepEqual(fields({ cors: { origins: ["*"] } }), ["cors"]);
        assert.deepEqual(fields({ tls: { secretName: "a" } }), ["tls.secretName"]);
        assert.deepEqual(fields({ tls: { clusterIssuer: "a" } }), ["tls.clusterIssuer"]);
    });

    it("refuse annotations that follow from arguments", () => {
        for (const annotation of Object.keys(
            albAnnotations({ ...ingress, certificateArn: "a", alb: { webAclArn: "b" } }),
        )) {
            assert.deepEqual(fields({ alb: { annotations: { [annotation]: "x" } } }), [
                `alb.annotations.${annotation}`,
            ]);
        }
    });
});
