import assert from "node:assert/strict";
import { type Block, image, problemsOf } from "./raw-config";

const stableImage = `registry.example.com/mcp/demo@sha256:${"a".repeat(64)}`;
const server = (canary: unknown, fields: Block = {}) => ({ servers: { demo: { image, canary, ...fields } } });
const share = { weightPercent: 10, stableImage };
const behindAlb = { network: { clients: [{ cidr: "10.0.0.0/20" }] }, route: { kind: "alb" } };
const behindGateway = (gateway: Block = {}) => ({
    network: { ingressControllerNamespace: "envoy-gateway-system", clients: [{ cidr: "10.0.0.0/20" }] },
    route: { kind: "gateway", gateway: { name: "public", ...gateway } },
});

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "more than half of the calls for a canary",
        server({ weightPercent: 60, stableImage }),
        /^server "demo": canary\.weightPercent is 60; it is a whole number from 0 to 50: the pods that stay must/,
    ],
    [
        "a share that is no whole number",
        server({ weightPercent: 2.5, stableImage }),
        /^server "demo": canary\.weightPercent is 2\.5; it is a whole number from 0 to 50/,
    ],
    [
        "a canary beside nothing",
        server({ weightPercent: 10 }),
        /^server "demo": canary\.stableImage is not set; it is text/,
    ],
    [
        "a stable image that may be another one tomorrow",
        server({ weightPercent: 10, stableImage: "registry.example.com/mcp/demo:1.4.0" }),
        /^server "demo": canary\.stableImage is "registry\.example\.com\/mcp\/demo:1\.4\.0"; it is an image by its digest/,
    ],
    [
        "a canary that no route shares calls out to",
        server(share, { route: { kind: "none" } }),
        /^server "demo": canary\.weightPercent is 10; a route shares the calls out.*nginx, alb, gateway and apisix$/,
    ],
    [
        "a canary inside the cluster",
        server(share, { route: { enabled: false } }),
        /^server "demo": canary\.weightPercent is 10; a route shares the calls out/,
    ],
    [
        "a canary of code, which all pods have in common",
        {
            servers: {
                demo: {
                    code: {
                        runtime: { image: `docker.io/library/node@sha256:${"b".repeat(64)}` },
                        files: { "server.mjs": "" },
                        command: ["node", "/app/server.mjs"],
                    },
                    canary: share,
                },
            },
        },
        /^server "demo": canary\.stableImage is ".*"; the pods of a server with code have one ConfigMap in common/,
    ],
    [
        "sessions that ingress-nginx would lead from one version to the other",
        server(share, { era: "legacy" }),
        /^server "demo": canary\.weightPercent is 10; a session of a legacy server must stay with its version, and ingress-nginx/,
    ],
    [
        "sessions that a Gateway would lead from one version to the other",
        server(share, { era: "legacy", ...behindGateway() }),
        /^server "demo": canary\.weightPercent is 10; a session of a legacy server .* a Gateway does so with gateway\.sessionPersistence only/,
    ],
    [
        "sessions that a Gateway of the AWS Load Balancer Controller cannot hold",
        server(share, { era: "legacy", ...behindGateway({ sessionPersistence: true, awsLoadBalancer: true }) }),
        /^server "demo": canary\.weightPercent is 10; a session of a legacy server /,
    ],
];

describe("stack configuration of canaries", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    const sound: [title: string, change: Parameters<typeof problemsOf>[0]][] = [
        ["behind ingress-nginx", server(share)],
        ["behind an ALB, with sessions", server(share, { era: "legacy", ...behindAlb })],
        ["behind a Gateway", server(share, behindGateway({ awsLoadBalancer: true }))],
        [
            "behind a Gateway that holds sessions",
            server(share, { era: "legacy", ...behindGateway({ sessionPersistence: true }) }),
        ],
        ["that no calls go to yet", server({ weightPercent: 0, stableImage })],
        ["that was withdrawn, of a server that keeps sessions", server({ stableImage }, { era: "legacy" })],
    ];
    for (const [title, change] of sound) {
        it(`takes a canary ${title}`, () => assert.deepEqual(problemsOf(change), []));
    }
});
