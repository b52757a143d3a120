import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const server = (fields: Block) => ({ servers: { demo: { image, ...fields } } });
const route = (fields: Block) => server({ route: fields });
const onPlatform = (fields: Block) => ({ platform: { ...platform, ...fields } });
const subnets = { network: { clients: [{ cidr: "10.0.0.0/20" }] } };
const behindAlb = (fields: Block) => server({ ...subnets, route: { kind: "alb", ...fields } });
const gateway = { name: "public" };
const controller = { network: { ingressControllerNamespace: "envoy-gateway-system" } };
const behindGateway = (fields: Block) => server({ ...controller, route: { kind: "gateway", gateway, ...fields } });
const nginx = "nginx.ingress.kubernetes.io";

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "a block of another kind of route",
        route({ alb: { scheme: "internal" } }),
        /^server "demo": route\.alb is .*; the route is of kind nginx, which excludes this block$/,
    ],
    [
        "a rate of no requests",
        route({ limits: { requestsPerSecond: 0 } }),
        /^server "demo": route\.limits\.requestsPerSecond is 0; it is a whole number from 1 to 100000$/,
    ],
    [
        "limits that limit nothing",
        route({ limits: {} }),
        /^server "demo": route\.limits\.requestsPerSecond is not set; limits have/,
    ],
    [
        "a page with a path as origin",
        route({ cors: { origins: ["https://claude.ai/chat"] } }),
        /^server "demo": route\.cors\.origins\[0\] is "https:\/\/claude\.ai\/chat"; an origin is/,
    ],
    ["CORS for nobody", route({ cors: {} }), /^server "demo": route\.cors\.origins is not set; it is a list$/],
    [
        "the root as another path",
        route({ morePaths: ["/"] }),
        /^server "demo": route\.morePaths\[0\] is "\/"; a path is/,
    ],
    [
        "another path that is the endpoint's own",
        server({ path: "/mcp", route: { morePaths: ["/mcp"] } }),
        /^server "demo": route\.morePaths\[0\] is "\/mcp"; this path leads to the server already$/,
    ],
    [
        "another path for all servers",
        onPlatform({ route: { host: "localhost", morePaths: ["/sse"] } }),
        /^mcp-eks:platform: route\.morePaths is \["\/sse"\]; there is no such key/,
    ],
    [
        "an annotation of ingress-nginx that does not exist",
        route({ nginx: { annotations: { [`${nginx}/rate-limit`]: "100" } } }),
        /^server "demo": route\.nginx\.annotations\.\S+\/rate-limit is ".*"; ingress-nginx has no such annotation.*route\.limits$/,
    ],
    [
        "a snippet",
        route({ nginx: { annotations: { [`${nginx}/configuration-snippet`]: "return 200;" } } }),
        /^server "demo": route\.nginx\.annotations\.\S+-snippet is ".*"; snippets write the controller's configuration/,
    ],
    [
        "buffering by the back door",
        route({ nginx: { annotations: { [`${nginx}/proxy-buffering`]: "on" } } }),
        /^server "demo": route\.nginx\.annotations\.\S+\/proxy-buffering is ".*"; it follows from nothing: streams are never/,
    ],
    [
        "a namespace of an Ingress in capitals",
        route({ nginx: { ingressNamespace: "Auth" } }),
        /^server "demo": route\.nginx\.ingressNamespace is "Auth"; a namespace is/,
    ],
    [
        "a body size in words",
        route({ nginx: { maxBodySize: "4 MiB" } }),
        /^server "demo": route\.nginx\.maxBodySize is "4 MiB"; a size is/,
    ],
    [
        "a certificate of ACM on ingress-nginx",
        route({ tls: { certificateArn: "arn:aws:acm:x" } }),
        /^server "demo": route\.tls\.certificateArn is "arn:aws:acm:x"; certificates of ACM are for an ALB/,
    ],
    [
        "an ALB that may not call",
        route({ kind: "alb" }),
        /^server "demo": network\.clients is not set; an ALB calls the pods from its subnets/,
    ],
    [
        "an ALB of an unknown scheme",
        behindAlb({ alb: { scheme: "public" } }),
        /^server "demo": route\.alb\.scheme is "public"; schemes are internal, internet-facing$/,
    ],
    [
        "an ALB's group with a slash",
        behindAlb({ alb: { groupName: "a/b" } }),
        /^server "demo": route\.alb\.groupName is "a\/b"; a group is/,
    ],
    [
        "limits of an ALB",
        behindAlb({ limits: { connections: 5 } }),
        /^server "demo": route\.limits is .*; an ALB limits by WAF: alb\.webAclArn/,
    ],
    [
        "CORS of an ALB",
        behindAlb({ cors: { origins: ["https://claude.ai"] } }),
        /^server "demo": route\.cors is .*; an ALB does not answer preflight requests/,
    ],
    [
        "a Secret for an ALB",
        behindAlb({ tls: { secretName: "cert" } }),
        /^server "demo": route\.tls\.secretName is "cert"; an ALB takes certificates of ACM: tls\.certificateArn$/,
    ],
    [
        "streams that are silent for longer than an ALB bears",
        server({ ...subnets, route: { kind: "alb" }, timeouts: { streamIdleSeconds: 7200 } }),
        /^server "demo": timeouts\.streamIdleSeconds is 7200; a route of kind alb bears at most 4000 seconds/,
    ],
    [
        "a Gateway route without a Gateway",
        behindGateway({ gateway: undefined }),
        /^server "demo": route\.gateway\.name is not set; a route of this kind names the Gateway/,
    ],
    [
        "a Gateway whose pods may not call",
        route({ kind: "gateway", gateway }),
        /^server "demo": network\.ingressControllerNamespace is not set; a Gateway's pods call from where/,
    ],
    [
        "an ALB behind a Gateway that may not call",
        behindGateway({ gateway: { ...gateway, awsLoadBalancer: true } }),
        /^server "demo": network\.clients is not set; an ALB calls the pods from its subnets/,
    ],
    [
        "limits of a Gateway",
        behindGateway({ limits: { connections: 5 } }),
        /^server "demo": route\.limits is .*; the Gateway API has no limits; .* gateway\.extensions$/,
    ],
    [
        "an issuer beside a Gateway's listener",
        behindGateway({ tls: { clusterIssuer: "letsencrypt" } }),
        /^server "demo": route\.tls\.clusterIssuer is "letsencrypt"; the Gateway's listener has the certificate$/,
    ],
    [
        "headers that an ALB behind a Gateway cannot add",
        server({
            ...subnets,
            route: { kind: "gateway", gateway: { ...gateway, awsLoadBalancer: true }, securityHeaders: true },
        }),
        /^server "demo": route\.securityHeaders is true; an ALB behind a Gateway adds headers by/,
    ],
    [
        "several pods with sessions behind a Gateway that cannot tell clients apart",
        server({ ...controller, era: "legacy", replicas: 2, route: { kind: "gateway", gateway } }),
        /^server "demo": era is "legacy"; a Gateway keeps clients to pods only with .*; such a server has replicas: 1$/,
    ],
    [
        "several pods with sessions behind a Service of another name",
        server({ era: "legacy", replicas: 2, route: { nginx: { ingressNamespace: "auth-apisix" } } }),
        /^server "demo": era is "legacy"; an Ingress in another namespace cannot keep clients to pods/,
    ],
    [
        "comments that come later than the route cuts",
        server({ timeouts: { streamIdleSeconds: 30, streamKeepAliveSeconds: 30 } }),
        /^server "demo": timeouts\.streamKeepAliveSeconds is 30; the route cuts a stream after 30 silent seconds/,
    ],
    [
        "a server that closes connections before its proxy",
        server({ timeouts: { connectionKeepAliveSeconds: 5 } }),
        /^server "demo": timeouts\.connectionKeepAliveSeconds is 5; a route of kind nginx keeps idle connections for 60/,
    ],
    [
        "times of the platform that do not suit its routes",
        onPlatform({ ...subnets, route: { kind: "alb", host: "localhost" }, timeouts: { streamIdleSeconds: 5000 } }),
        /^mcp-eks:platform: timeouts\.streamIdleSeconds is 5000; a route of kind alb bears at most 4000/,
    ],
    [
        "OAuth metadata at the path of another server",
        {
            servers: {
                a: { image, path: "/a/mcp", route: { metadata: true } },
                b: { image, route: { morePaths: ["/.well-known/oauth-protected-resource/a/mcp"] } },
            },
        },
        /^server "b": route\.morePaths\[0\] is ".*\/a\/mcp"; server "a" has this path on localhost as well/,
    ],
    [
        "one certificate of two hosts",
        {
            ...onPlatform({ route: { host: "localhost", tls: { secretName: "cert", clusterIssuer: "letsencrypt" } } }),
            servers: { a: { image }, b: { image, route: { host: "b.example.com" } } },
        },
        /^server "b": route\.tls\.secretName is "cert"; server "a" has the certificate of localhost in it/,
    ],
    [
        "two wishes for one load balancer",
        {
            ...onPlatform({ ...subnets, route: { kind: "alb", host: "localhost" } }),
            servers: { a: { image }, b: { image, timeouts: { streamIdleSeconds: 60 } } },
        },
        /^server "b": timeouts\.streamIdleSeconds is 60; it holds for the load balancer of group "localhost", and server "a" has 3600$/,
    ],
];

describe("stack configuration of routes", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("is sound with all that a route of each kind can have", () => {
        const both = {
            publicPort: 8443,
            metadata: true,
            morePaths: ["/messages"],
            cors: { origins: ["https://claude.ai"], exposedHeaders: ["X-Request-Id"], maxAgeSeconds: 60 },
            securityHeaders: true,
        };
        const routes = {
            nginx: {
                ...both,
                kind: "nginx",
                className: "internal",
                tls: { secretName: "cert", redirect: false },
                limits: { requestsPerSecond: 10, burstMultiplier: 2, connections: 5 },
                nginx: { ingressNamespace: "auth-apisix", useRegex: true, maxBodySize: "10m" },
            },
            alb: {
                kind: "alb",
                tls: { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/a" },
                alb: { scheme: "internet-facing", groupName: "tools", webAclArn: "arn:aws:wafv2:x" },
            },
            gateway: {
                ...both,
                kind: "gateway",
                tls: {},
                gateway: {
                    name: "public",
                    namespace: "gateways",
                    listener: "tls",
                    redirectListener: "web",
                    sessionPersistence: true,
                    extensions: [{ group: "traefik.io", kind: "Middleware", name: "limit" }],
                },
            },
            none: { kind: "none" },
        };
        for (const [kind, block] of Object.entries(routes)) {
            assert.deepEqual(
                problemsOf(server({ network: { ...subnets.network, ...controller.network }, route: block })),
                [],
                kind,
            );
        }
    });
});
