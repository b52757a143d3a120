import assert from "node:assert/strict";
import { type Block, cluster, image, platform, problemsOf } from "./raw-config";

const server = (fields: Block) => ({ servers: { demo: { image, ...fields } } });
const onPlatform = (fields: Block) => ({ platform: { ...platform, ...fields } });

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    ["no cluster", { cluster: undefined }, /^mcp-eks:cluster is not set; /],
    ["a cluster that is a name only", { cluster: "mcp-dev" }, /^mcp-eks:cluster is "mcp-dev"; it is a block of keys$/],
    ["a cluster without a name", { cluster: { context: "kind" } }, /^mcp-eks:cluster: name is not set; it is text/],
    [
        "an unknown key of the cluster",
        { cluster: { ...cluster, region: "x" } },
        /^mcp-eks:cluster: region is "x"; there is no such key; keys here are name, context$/,
    ],
    ["no platform", { platform: undefined }, /^mcp-eks:platform is not set; /],
    [
        "a namespace in capitals",
        onPlatform({ namespace: "Tools" }),
        /^mcp-eks:platform: namespace is "Tools"; a namespace is lower-case/,
    ],
    [
        "a host with a scheme",
        onPlatform({ route: { host: "https://x.com" } }),
        /^mcp-eks:platform: route\.host is "https:\/\/x\.com"; a host is/,
    ],
    [
        "protect with forceDelete",
        onPlatform({ images: { protect: true, forceDelete: true } }),
        /^mcp-eks:platform: images\.protect is true; forceDelete is true as well; choose one/,
    ],
    [
        "a recovery window of three days",
        onPlatform({ secretStore: { recoveryWindowDays: 3 } }),
        /^mcp-eks:platform: secretStore\.recoveryWindowDays is 3; it is 0 .* or 7 to 30 days/,
    ],
    [
        "a refresh interval without a unit",
        onPlatform({ secretStore: { refreshInterval: "30" } }),
        /^mcp-eks:platform: secretStore\.refreshInterval is "30"; a duration is/,
    ],
    [
        "a store of no kind",
        onPlatform({ secretStore: { storeKind: "Vault" } }),
        /^mcp-eks:platform: secretStore\.storeKind is "Vault"; it is "ClusterSecretStore" or "SecretStore"$/,
    ],
    [
        "a prefix with a slash at its end",
        onPlatform({ secretStore: { namePrefix: "mcp/" } }),
        /^mcp-eks:platform: secretStore\.namePrefix is "mcp\/"; a prefix is/,
    ],
    [
        "scaling of the platform below two",
        onPlatform({ scaling: { minReplicas: 1 } }),
        /^mcp-eks:platform: scaling\.minReplicas is 1; it is a whole number from 2 to 100$/,
    ],
    ["no servers", { servers: undefined }, /^mcp-eks:servers is not set; /],
    ["servers as a list", { servers: [{ image }] }, /^mcp-eks:servers is \[.*\]; it is a block of keys$/],
    ["servers with a secure value in them", { secretBlock: "servers" }, /^mcp-eks:servers holds a secure value; /],
    ["a server without a block", { servers: { demo: null } }, /^server "demo" is null; it is a block of keys$/],
    [
        "a server's name with capitals",
        { servers: { Demo: { image } } },
        /^server "Demo": name is "Demo"; a name is 1 to 40/,
    ],
    [
        "a server without an image",
        { servers: { demo: {} } },
        /^server "demo": image is not set; a server has exactly one of image .*, prebuilt .* and code/,
    ],
    [
        "a misspelt key",
        server({ prot: 8000 }),
        /^server "demo": prot is 8000; there is no such key; keys here are image, prebuilt, code, pull, port, path/,
    ],
    [
        "a misspelt key further down",
        server({ network: { egress: [{ cidr: "10.0.0.0/8", ports: [443], port: 443 }] } }),
        /^server "demo": network\.egress\[0\]\.port is 443; .* keys here are cidr, ports$/,
    ],
    [
        "a folder that is not there",
        server({ image: { context: "./servers/none" } }),
        /^server "demo": image\.context is "servers\/none"; it is a folder that is there$/,
    ],
    [
        "a Dockerfile that is not there",
        server({ image: { ...image, dockerfile: "Dockerfile.none" } }),
        /^server "demo": image\.dockerfile is "Dockerfile\.none"; there is no such file in servers\/demo$/,
    ],
    [
        "a Dockerfile outside the context",
        server({ image: { ...image, dockerfile: "../Dockerfile" } }),
        /^server "demo": image\.dockerfile is "\.\.\/Dockerfile"; it is inside the context/,
    ],
    [
        "a tag with a slash",
        server({ image: { ...image, tag: "v1/2" } }),
        /^server "demo": image\.tag is "v1\/2"; a tag is/,
    ],
    ["a port as text", server({ port: "8000" }), /^server "demo": port is "8000"; it is a number \(without quotes\)$/],
    ["a port of root's", server({ port: 80 }), /^server "demo": port is 80; a port is a whole number from 1024/],
    ["the root as path", server({ path: "/" }), /^server "demo": path is "\/"; a path is/],
    ["a path with a slash at its end", server({ path: "/mcp/" }), /^server "demo": path is "\/mcp\/"; a path is/],
    [
        "a setting that is a number",
        server({ settings: { LIMIT: 5 } }),
        /^server "demo": settings\.LIMIT is 5; it is text \(put a number in quotes\)$/,
    ],
    [
        "a setting with a dash",
        server({ settings: { "LOG-LEVEL": "x" } }),
        /^server "demo": settings\.LOG-LEVEL is "LOG-LEVEL"; a setting is named as/,
    ],
    [
        "a setting that the port already is",
        server({ settings: { PORT: "1" } }),
        /^server "demo": settings\.PORT is "PORT"; this variable is set from/,
    ],
    [
        "a setting that is a secret as well",
        server({ settings: { KEY: "x" }, secrets: { KEY: { generate: {} } } }),
        /^server "demo": settings\.KEY is "KEY"; there is a secret of this name$/,
    ],
    [
        "a secret from nowhere",
        server({ secrets: { KEY: {} } }),
        /^server "demo": secrets\.KEY is not set; have it generated .* or give it/,
    ],
    [
        "a secret from two places",
        server({ secrets: { KEY: { generate: {}, fromConfig: "token" } } }),
        /^server "demo": secrets\.KEY is "given and generated"; choose one of the two$/,
    ],
    [
        "a secret's value in plain sight",
        server({ secrets: { KEY: "abc" } }),
        /^server "demo": secrets\.KEY is "\(hidden\)"; it is a block of keys$/,
    ],
    [
        "a secret's key that is not set",
        server({ secrets: { KEY: { fromConfig: "none" } } }),
        /^server "demo": secrets\.KEY\.fromConfig is "none"; this stack has no such key; set it: pulumi config set --secret none$/,
    ],
    [
        "a secret's key in plain text",
        server({ secrets: { KEY: { fromConfig: "plainToken" } } }),
        /^server "demo": secrets\.KEY\.fromConfig is "plainToken"; the key mcp-eks:plainToken is in plain text/,
    ],
    [
        "a generated secret that is short",
        server({ secrets: { KEY: { generate: { length: 8 } } } }),
        /^server "demo": secrets\.KEY\.generate\.length is 8; it is a whole number from 16 to 128$/,
    ],
    [
        "every action",
        server({ permissions: [{ actions: ["s3:*"], resources: ["arn:aws:s3:::docs"] }] }),
        /^server "demo": permissions\[0\]\.actions\[0\] is "s3:\*"; an action is named in full/,
    ],
    [
        "every resource",
        server({ permissions: [{ actions: ["s3:GetObject"], resources: ["*"] }] }),
        /^server "demo": permissions\[0\]\.resources\[0\] is "\*"; a resource is an ARN/,
    ],
    [
        "no action",
        server({ permissions: [{ actions: [], resources: ["arn:aws:s3:::docs"] }] }),
        /^server "demo": permissions\[0\]\.actions is \[\]; at least one action/,
    ],
    [
        "another effect",
        server({ permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::docs"], effect: "allow" }] }),
        /^server "demo": permissions\[0\]\.effect is "allow"; it is "Allow" or "Deny"$/,
    ],
    [
        "a route of an unknown kind",
        server({ route: { kind: "apache" } }),
        /^server "demo": route\.kind is "apache"; kinds are nginx, alb, gateway, apisix, none$/,
    ],
    [
        "a host with an underscore",
        server({ route: { host: "Example.com_" } }),
        /^server "demo": route\.host is "Example\.com_"; a host is a DNS name/,
    ],
    [
        "a public port of none",
        server({ route: { publicPort: 0 } }),
        /^server "demo": route\.publicPort is 0; a port is/,
    ],
    ["one pod", server({ scaling: { minReplicas: 1 } }), /^server "demo": scaling\.minReplicas is 1; /],
    [
        "fewer pods at most than at least",
        server({ scaling: { minReplicas: 4, maxReplicas: 3 } }),
        /^server "demo": scaling\.maxReplicas is 3; it is a whole number from 4 to 1000$/,
    ],
    [
        "half a target",
        server({ scaling: { targetCpuPercent: 0.7 } }),
        /^server "demo": scaling\.targetCpuPercent is 0\.7; /,
    ],
    [
        "memory without a number",
        server({ resources: { limits: { memory: "much" } } }),
        /^server "demo": resources\.limits\.memory is "much"; an amount is/,
    ],
    [
        "a limit below what is promised",
        server({ resources: { requests: { memory: "1Gi" } } }),
        /^server "demo": resources\.limits\.memory is "512Mi"; it is at least what requests\.memory promises, 1Gi$/,
    ],
    [
        "an address that is no range",
        server({ network: { egress: [{ cidr: "10.0.0.1", ports: [5432] }] } }),
        /^server "demo": network\.egress\[0\]\.cidr is "10\.0\.0\.1"; addresses are in CIDR/,
    ],
    [
        "an open range without ports",
        server({ network: { egress: [{ cidr: "10.0.0.0/8", ports: [] }] } }),
        /^server "demo": network\.egress\[0\]\.ports is \[\]; ports are/,
    ],
    [
        "a client's namespace with a dot",
        server({ network: { clients: [{ namespace: "a.b" }] } }),
        /^server "demo": network\.clients\[0\]\.namespace is "a\.b"; /,
    ],
    [
        "a drain longer than the grace",
        server({ timeouts: { drainSeconds: 90 } }),
        /^server "demo": timeouts\.terminationGraceSeconds is 60; it is whole seconds from 100 to 3600$/,
    ],
    [
        "a stream's second of silence",
        server({ timeouts: { streamIdleSeconds: 1 } }),
        /^server "demo": timeouts\.streamIdleSeconds is 1; /,
    ],
    [
        "no time to roll out",
        server({ timeouts: { rolloutSeconds: 5 } }),
        /^server "demo": timeouts\.rolloutSeconds is 5; /,
    ],
    [
        "a probe's path without a slash",
        server({ health: { livenessPath: "health" } }),
        /^server "demo": health\.livenessPath is "health"; a path begins/,
    ],
    [
        "a collector that cannot be reached",
        server({ telemetry: { otlpEndpoint: "http://otlp.example.com:4318" } }),
        /^server "demo": telemetry\.otlpEndpoint is "http:\/\/otlp\.example\.com:4318"; a collector is/,
    ],
    [
        "a route without a host",
        { platform: { namespace: "mcp-dev" }, ...server({ route: { publicPort: 8080 } }) },
        /^server "demo": route\.host is not set; a route needs a host/,
    ],
    [
        "two servers at one path",
        { servers: { a: { image, path: "/mcp" }, b: { image, path: "/mcp" } } },
        /^server "b": path is "\/mcp"; server "a" has this path on localhost as well/,
    ],
];

describe("stack configuration", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("is sound with a cluster, a namespace, and an image for a server", () => {
        assert.deepEqual(problemsOf({ platform: { namespace: "mcp-dev" } }), []);
    });

    it("is sound without any server: the last one was taken out", () =>
        assert.deepEqual(problemsOf({ servers: {} }), []));

    it("takes two servers at one path on two hosts, or where one has no route", () => {
        const path = "/mcp";
        const elsewhere = { image, path, route: { host: "other.example.com" } };
        const inside = { image, path, route: { enabled: false } };
        assert.deepEqual(problemsOf({ servers: { a: { image, path }, b: elsewhere, c: inside } }), []);
    });

    it("names the problems of all blocks and all servers at once", () => {
        const problems = problemsOf({
            cluster: {},
            platform: { namespace: "Tools" },
            servers: { a: { image, port: "1" }, b: { image, path: "x" }, c: { image } },
        });
        assert.deepEqual(
            problems.map((problem) => problem.split(" is ")[0]),
            ["mcp-eks:cluster: name", "mcp-eks:platform: namespace", 'server "a": port', 'server "b": path'],
        );
    });

    it("says what is wrong with the platform once, not for every server", () => {
        const problems = problemsOf({
            ...onPlatform({ timeouts: { drainSeconds: -1 } }),
            servers: { a: { image }, b: { image } },
        });
        assert.equal(problems.length, 1, problems.join("\n"));
    });
});
