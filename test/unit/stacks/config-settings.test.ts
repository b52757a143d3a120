import assert from "node:assert/strict";
import { type Block, image, problemsOf } from "./raw-config";

const server = (block: Block) => ({ servers: { demo: { image, ...block } } });

const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "TLS of the server itself",
        server({ settings: { TLS_CERT_FILE: "/etc/tls/tls.crt" } }),
        /^server "demo": settings\.TLS_CERT_FILE is "\/etc\/tls\/tls\.crt"; probes and routes speak plain HTTP to the pods, and none would get ready: TLS ends at the route \(route\.tls\)$/,
    ],
    [
        "the key of such TLS as a secret",
        server({ secrets: { TLS_KEY_FILE: { generate: {} } } }),
        /^server "demo": secrets\.TLS_KEY_FILE is "TLS_KEY_FILE"; probes and routes speak plain HTTP/,
    ],
    [
        "a server that listens for itself alone",
        server({ settings: { HOST: "127.0.0.1" } }),
        /^server "demo": settings\.HOST is "127\.0\.0\.1"; probes and routes come by the pod's address: leave it out$/,
    ],
    [
        "another name of the port with another port",
        server({ settings: { MCP_SERVER_PORT: "9000" } }),
        /^server "demo": settings\.MCP_SERVER_PORT is "9000"; Service and probes go to 8000: say port/,
    ],
    [
        "metrics at a path that Prometheus is not told of",
        server({ monitoring: {}, settings: { METRICS_PATH: "/stats" } }),
        /^server "demo": settings\.METRICS_PATH is "\/stats"; Prometheus asks for \/metrics: say monitoring\.path as well$/,
    ],
    [
        "metrics that are collected and not served",
        server({ monitoring: {}, settings: { METRICS_ENABLED: "false" } }),
        /^server "demo": settings\.METRICS_ENABLED is "false"; Prometheus would find no metrics/,
    ],
];

describe("settings that something around the server has to fit", () => {
    for (const [title, change, said] of bad) {
        it(`are refused as ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("are taken where all agree", () => {
        const sound: Block[] = [
            { settings: { HOST: "0.0.0.0", MCP_SERVER_PORT: "9000" }, port: 9000 },
            { settings: { METRICS_PATH: "/stats" }, monitoring: { path: "/stats" } },
            { settings: { METRICS_PATH: "/stats", METRICS_ENABLED: "false" } },
            { settings: { METRICS_ENABLED: "true" }, monitoring: {} },
            { stdio: { command: ["node", "server.js"] }, era: "modern", settings: { HOST: "localhost" } },
            { secrets: { TLS_CERT_FILE: { generate: {}, file: { path: "/etc/tls/tls.crt" } } } },
        ];
        for (const block of sound) assert.deepEqual(problemsOf(server(block)), [], JSON.stringify(block));
    });

    it("are taken in what others have built, where such names may mean anything", () => {
        const prebuilt = { image: `docker.io/mcp/demo:1.0.0@sha256:${"a".repeat(64)}` };
        const settings = {
            TLS_CERT_FILE: "/etc/upstream/client.crt",
            HOST: "localhost",
            MCP_SERVER_PORT: "9000",
            METRICS_PATH: "/stats",
        };
        assert.deepEqual(problemsOf({ servers: { demo: { prebuilt, settings, monitoring: {} } } }), []);
    });
});
