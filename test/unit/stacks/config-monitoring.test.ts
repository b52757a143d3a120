import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const server = (fields: Block) => ({ servers: { demo: { image, ...fields } } });
const onPlatform = (fields: Block) => ({ platform: { ...platform, ...fields } });

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "an interval without a unit",
        onPlatform({ monitoring: { interval: "30" } }),
        /^mcp-eks:platform: monitoring\.interval is "30"; a duration is written as/,
    ],
    [
        "a namespace of monitors in capitals",
        onPlatform({ monitoring: { monitorNamespace: "Monitoring" } }),
        /^mcp-eks:platform: monitoring\.monitorNamespace is "Monitoring"; a namespace is/,
    ],
    [
        "a dashboard of one server",
        server({ monitoring: { dashboard: true } }),
        /^server "demo": monitoring\.dashboard is true; there is no such key; keys here are release, port, path/,
    ],
    [
        "metrics at a path without a slash",
        server({ monitoring: { path: "metrics" } }),
        /^server "demo": monitoring\.path is "metrics"; a path begins with/,
    ],
    [
        "metrics at a port that needs root",
        onPlatform({ monitoring: { port: 90 } }),
        /^mcp-eks:platform: monitoring\.port is 90; a port is a whole number from 1024 to 65535/,
    ],
    [
        "metrics at a port of their own that is the server's",
        server({ port: 9090, monitoring: { port: 9090 } }),
        /^server "demo": monitoring\.port is 9090; this is the port that the server has for everything/,
    ],
    [
        "metrics at a port that Prometheus is not told of",
        server({ monitoring: {}, settings: { METRICS_PORT: "9090" } }),
        /^server "demo": settings\.METRICS_PORT is "METRICS_PORT"; Prometheus is led to the port that monitoring\.port says/,
    ],
    [
        "an alert at no errors at all",
        server({ monitoring: { alerts: { errorPercent: 0 } } }),
        /^server "demo": monitoring\.alerts\.errorPercent is 0; it is above 0, to 100 percent$/,
    ],
    [
        "a label that the alerts have already",
        onPlatform({ monitoring: { alerts: { labels: { severity: "page" } } } }),
        /^mcp-eks:platform: monitoring\.alerts\.labels\.severity is "page"; labels are letters, digits and "_", and not alertname, severity, server,/,
    ],
    [
        "a label with a dash",
        server({ monitoring: { alerts: { labels: { "on-call": "tools" } } } }),
        /^server "demo": monitoring\.alerts\.labels\.on-call is "tools"; labels are letters/,
    ],
    [
        "a percentile beyond the histogram",
        server({ monitoring: { alerts: { p99Seconds: 600 } } }),
        /^server "demo": monitoring\.alerts\.p99Seconds is 600; it is at least p95Seconds \(10\), to 300 seconds$/,
    ],
    [
        "a 99th percentile below the 95th",
        server({ monitoring: { alerts: { p95Seconds: 20, p99Seconds: 10 } } }),
        /^server "demo": monitoring\.alerts\.p99Seconds is 10; it is at least p95Seconds \(20\)/,
    ],
    [
        "half a restart",
        server({ monitoring: { alerts: { restarts: 0.5 } } }),
        /^server "demo": monitoring\.alerts\.restarts is 0\.5; it is a whole number from 1 to 100$/,
    ],
    [
        "a description that no registry takes",
        server({ client: { description: "x".repeat(101) } }),
        /^server "demo": client\.description is "x+"; it is 1 to 100 characters$/,
    ],
    [
        "a transport of no client",
        server({ client: { transport: "stdio" } }),
        /^server "demo": client\.transport is "stdio"; it is "http" or "sse"$/,
    ],
    [
        "a way to prove oneself that is none",
        onPlatform({ client: { auth: "basic" } }),
        /^mcp-eks:platform: client\.auth is "basic"; it is "none" or "bearer"$/,
    ],
    [
        "a token in place of its variable's name",
        server({ client: { auth: "bearer", tokenVariable: "ghp-123" } }),
        /^server "demo": client\.tokenVariable is "\(hidden\)"; it is the name of an environment variable, not a token/,
    ],
    [
        "a token that nobody sends",
        server({ client: { tokenVariable: "TOKEN" } }),
        /^server "demo": client\.tokenVariable is "TOKEN"; it needs auth: bearer/,
    ],
    [
        "a group with a space",
        server({ client: { allowedGroups: ["admins", "data team"] } }),
        /^server "demo": client\.allowedGroups\[1\] is "data team"; a group is/,
    ],
    [
        "a registry's namespace with a slash",
        server({ client: { registryNamespace: "com.example/mcp" } }),
        /^server "demo": client\.registryNamespace is "com\.example\/mcp"; it is a DNS name in reverse/,
    ],
    [
        "a version that is a range",
        server({ client: { version: "^1.4.0" } }),
        /^server "demo": client\.version is "\^1\.4\.0"; a version is written as "1\.4\.0"$/,
    ],
];

describe("stack configuration of monitoring and clients", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("takes one server's thresholds over the platform's", () => {
        const change = {
            ...onPlatform({ monitoring: { alerts: { p95Seconds: 5 } } }),
            ...server({ monitoring: { alerts: { p95Seconds: 40 } }, client: { auth: "bearer" } }),
        };
        assert.deepEqual(problemsOf(change), []);
    });
});
