import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const server = (block: Block) => ({ servers: { demo: { image, ...block } } });
const onPlatform = (block: Block) => ({ platform: { ...platform, ...block } });

const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "an era of none",
        server({ era: "stateful" }),
        /^server "demo": era is "stateful"; eras are legacy, dual, modern$/,
    ],
    [
        "a fixed number of pods beside an autoscaler",
        server({ replicas: 3, scaling: { maxReplicas: 9 } }),
        /^server "demo": replicas is 3; scaling is given as well; choose one of the two$/,
    ],
    ["no pods", server({ replicas: 0 }), /^server "demo": replicas is 0; it is a whole number from 1 to 100$/],
    [
        "many pods with sessions",
        server({ era: "legacy", replicas: 20 }),
        /^server "demo": replicas is 20; it is a whole number from 1 to 10$/,
    ],
    [
        "a metric without a number",
        server({ scaling: { podMetrics: [{ name: "mcp_requests", averageValue: "many" }] } }),
        /^server "demo": scaling\.podMetrics\[0\]\.averageValue is "many"; it is a number above 0/,
    ],
    [
        "a probe of an unknown kind",
        server({ health: { readiness: { kind: "grpc" } } }),
        /^server "demo": health\.readiness\.kind is "grpc"; kinds are http, tcp$/,
    ],
    [
        "a probe that never fails",
        server({ health: { liveness: { failureThreshold: 0 } } }),
        /^server "demo": health\.liveness\.failureThreshold is 0; it is a whole number from 1 to 1000$/,
    ],
    ["root", server({ security: { userId: 0 } }), /^server "demo": security\.userId is 0; .*\(0 is root\)$/],
    ["root's group", server({ security: { groupId: 0 } }), /^server "demo": security\.groupId is 0; .*\(0 is root\)$/],
    [
        "a writable root for no reason",
        server({ security: { writableRootReason: "yes" } }),
        /^server "demo": security\.writableRootReason is "yes"; a reason is a sentence/,
    ],
    [
        "privileges",
        server({ security: { privileged: true } }),
        /^server "demo": security\.privileged is true; there is no such key; keys here are userId, groupId, writ/,
    ],
    [
        "a half-hearted anti-affinity",
        server({ scheduling: { antiAffinity: "maybe" } }),
        /^server "demo": scheduling\.antiAffinity is "maybe"; it is "preferred" or "required"$/,
    ],
    [
        "a toleration of an unknown effect",
        server({ scheduling: { tolerations: [{ key: "spot", effect: "Never" }] } }),
        /^server "demo": scheduling\.tolerations\[0\]\.effect is "Never"; it is "NoSchedule" or/,
    ],
    [
        "more in /tmp than on the disk",
        server({ resources: { temporaryFiles: "1Gi" } }),
        /^server "demo": resources\.temporaryFiles is "1Gi"; it is at most what limits\.ephemeralStorage allows, 256Mi$/,
    ],
    [
        "a volume of no kind",
        server({ volumes: [{ name: "data", mountPath: "/data" }] }),
        /^server "demo": volumes\[0\]\.kind is not set; a volume is one of emptyDir, configMap, secret and/,
    ],
    [
        "a volume from the node",
        server({ volumes: [{ name: "data", mountPath: "/data", hostPath: { path: "/" } }] }),
        /^server "demo": volumes\[0\]\.hostPath is \{.*\}; there is no such key; keys here are name, mountPath/,
    ],
    [
        "a file by a relative path",
        server({ settingsFiles: { "config.yaml": "a: 1" } }),
        /^server "demo": settingsFiles\.config\.yaml is "config\.yaml"; a path begins with "\/"/,
    ],
    [
        "a file in a volume's place",
        server({
            settingsFiles: { "/data": "a: 1" },
            volumes: [{ name: "data", mountPath: "/data", emptyDir: {} }],
        }),
        /^server "demo": settingsFiles\.\/data is "\/data"; there is a volume at this path$/,
    ],
    [
        "two ways to start",
        server({ command: ["python"], stdio: { command: ["node", "server.js"] } }),
        /^server "demo": command is \["python"\]; stdio is given as well/,
    ],
    [
        "a bridge to nothing",
        server({ stdio: { command: [] } }),
        /^server "demo": stdio\.command is \[\]; it names a program$/,
    ],
    [
        "a client who is nobody",
        server({ network: { clients: [{ podLabels: { app: "litellm" } }] } }),
        /^server "demo": network\.clients\[0\]\.namespace is not set; a client is pods of a namespace or addresses/,
    ],
    [
        "a collector outside where nothing outside is reached",
        server({ network: { publicHttps: false }, telemetry: { otlpEndpoint: "https://otlp.example.com" } }),
        /^server "demo": telemetry\.otlpEndpoint is "https:\/\/otlp\.example\.com"; network\.publicHttps is false/,
    ],
    [
        "a role that cannot be assumed, as STS is not reached",
        server({
            network: { publicHttps: false },
            identity: { kind: "irsa" },
            permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::docs/*"] }],
        }),
        /^server "demo": network\.publicHttps is false; a role by IRSA calls STS/,
    ],
    [
        "a wait that leaves no time to drain",
        server({ timeouts: { preStopSeconds: 50 } }),
        /^server "demo": timeouts\.terminationGraceSeconds is 60; it is whole seconds from 65 to 3600$/,
    ],
    ["a variable that says the era", server({ settings: { MCP_ERA: "dual" } }), /^server "demo": settings\.MCP_ERA is/],
    [
        "a port of the nodes that nobody may come by",
        onPlatform({ nodePorts: { demo: 31_101 } }),
        /^server "demo": nodePort is 31101; network\.clients names no addresses \(cidr\)/,
    ],
    [
        "a port of the nodes for two servers",
        {
            ...onPlatform({ nodePorts: { a: 31_101, b: 31_101 }, network: { clients: [{ cidr: "10.20.0.0/24" }] } }),
            servers: { a: { image }, b: { image } },
        },
        /^mcp-eks:platform: nodePorts\.b is 31101; server "a" has this port$/,
    ],
    [
        "a port that is not the nodes'",
        onPlatform({ nodePorts: { demo: 8080 }, network: { clients: [{ cidr: "10.20.0.0/24" }] } }),
        /^mcp-eks:platform: nodePorts\.demo is 8080; a port of the nodes is a whole number from 30000 to 32767$/,
    ],
    [
        "a port of the nodes in a server's own block",
        server({ nodePort: 31_101 }),
        /^server "demo": nodePort is 31101; there is no such key/,
    ],
    [
        "a port of the nodes for a server that there is none of",
        onPlatform({ nodePorts: { dmeo: 31_101 } }),
        /^mcp-eks:platform: nodePorts\.dmeo is 31101; there is no server of this name$/,
    ],
    [
        "a cluster that servers must not run in",
        onPlatform({ placement: { allowedClusters: ["agentic"] } }),
        /^mcp-eks:platform: placement\.allowedClusters is \["agentic"\]; mcp-eks:cluster is "mcp-dev", and all MCP servers must run in agentic$/,
    ],
];

describe("stack configuration of workloads", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change).filter((problem, index, all) => all.indexOf(problem) === index);
            assert.match(problems[0] ?? "", said);
            assert.equal(problems.filter((problem) => !said.test(problem)).length, 0, problems.join("\n"));
        });
    }

    it("takes a cluster that servers may run in", () => {
        assert.deepEqual(problemsOf(onPlatform({ placement: { allowedClusters: ["other", "mcp-dev"] } })), []);
    });

    it("takes a server with all there is", () => {
        const everything = {
            era: "legacy",
            replicas: 2,
            command: ["node"],
            args: ["server.js"],
            settingsFiles: { "/etc/mcp/config.yaml": "server: {name: demo}" },
            scheduling: {
                nodeSelector: { pool: "mcp" },
                tolerations: [{ operator: "Exists" }],
                priorityClassName: "mcp",
            },
            resources: { temporaryFiles: "32Mi" },
            volumes: [{ name: "cache", mountPath: "/cache", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } }],
            security: { userId: 10_001, groupId: 10_001, writableRootReason: "it writes beside its code" },
            network: { publicHttps: false, clients: [{ cidr: "fd00::/64" }] },
            timeouts: { preStopSeconds: 5 },
            health: { kind: "tcp", startup: { failureThreshold: 60 }, liveness: { enabled: false } },
        };
        assert.deepEqual(problemsOf({ ...onPlatform({ nodePorts: { demo: 31_101 } }), ...server(everything) }), []);
    });
});
