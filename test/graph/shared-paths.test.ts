import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { McpServer, type McpServerArgs, Route, type ServerRouteArgs } from "../../components";
import { type RecordedProgram, record } from "./recorded-program";

const image = `docker.io/mcp/demo:1.0.0@sha256:${"a".repeat(64)}`;
const host = "mcp.example.com";
const server = (name: string, args: Partial<McpServerArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
    new McpServer(name, { namespace: "tools", prebuilt: { image }, route: { host }, ...args }, opts);

/** The program's end, or the error that no part of it waited for. */
async function run(program: () => void): Promise<RecordedProgram | Error> {
    let unseen: ((error: Error) => void) | undefined;
    const failed = new Promise<Error>((resolve) => {
        unseen = resolve;
        process.once("unhandledRejection", resolve);
    });
    const ended = record(async () => {
        program();
        // As the program runner does: what fails without anybody waiting for it is heard of by then.
        await new Promise((resolve) => setImmediate(resolve));
    }).then(({ program }) => program);
    try {
        return await Promise.race([failed, ended.catch((error: Error) => error)]);
    } finally {
        if (unseen) process.off("unhandledRejection", unseen);
    }
}

async function refused(program: () => void): Promise<string> {
    const end = await run(program);
    assert.ok(end instanceof Error, "it was not refused");
    return end.message;
}

async function taken(program: () => void): Promise<RecordedProgram> {
    const end = await run(program);
    if (end instanceof Error) throw end;
    return end;
}

describe("servers of one program on one host", () => {
    it("cannot have one path: the second is refused, and both are named", async () => {
        const said = await refused(() => {
            server("github", { path: "/tools/mcp" });
            server("search", { path: "/tools/mcp" });
        });
        assert.equal(
            said,
            'server "search": path is "/tools/mcp"; server "github" has this path on mcp.example.com as well; every server needs its own',
        );
    });

    it("cannot either where the host is only known later", async () => {
        const said = await refused(() => {
            server("github", { route: { host: pulumi.output(Promise.resolve(host)) } });
            server("search");
        });
        assert.match(said, /path is "\/mcp"; server "(github|search)" has this path on mcp\.example\.com as well/);
    });

    it("cannot have a path of one beside the endpoint of another", async () => {
        const said = await refused(() => {
            server("github", { path: "/github/mcp" });
            server("search", { path: "/search/mcp", route: { host, morePaths: ["/github/mcp"] } });
        });
        assert.match(said, /^server "search": route\.morePaths\[0\] is "\/github\/mcp"; server "github" has this path/);
    });

    it("have paths of their own, a canary's share of one, and a second route to the same server", async () => {
        const program = await taken(() => {
            server("github", { path: "/github/mcp", canary: { stableImage: image, weightPercent: 10 } });
            const search = server("search", { path: "/search/mcp" });
            const { namespace, serviceName } = search;
            const reached = { namespace, serviceName, servicePort: 8000, path: "/search/mcp" };
            new Route("search-gateway", { kind: "gateway", host, gateway: { name: "public" }, ...reached });
        });
        assert.equal(program.all("Route").length, 3);
    });

    const away: [title: string, one: ServerRouteArgs, other: ServerRouteArgs][] = [
        [
            "ports of something that is not made here",
            { kind: "none", host, publicPort: 9001 },
            { kind: "none", host, publicPort: 9002 },
        ],
        ["ports of one controller", { host, publicPort: 8443 }, { host }],
        ["classes", { host, className: "inside" }, { host, className: pulumi.output(Promise.resolve("outside")) }],
        ["load balancers", { kind: "alb", host, alb: { groupName: "inside" } }, { kind: "alb", host }],
        [
            "Gateways",
            { kind: "gateway", host, gateway: { name: "inside" } },
            { kind: "gateway", host, gateway: { name: "outside" } },
        ],
        [
            "listeners of one Gateway",
            { kind: "gateway", host, gateway: { name: "public", listener: "partners" } },
            { kind: "gateway", host, gateway: { name: "public" } },
        ],
        ["kinds of route", { host }, { kind: "alb", host }],
    ];
    const network = { ingressControllerNamespace: "controllers", clients: [{ cidr: "10.0.0.0/20" }] };
    for (const [title, one, other] of away) {
        it(`may have one path by different ${title}`, async () => {
            const program = await taken(() => {
                server("github", { route: one, network });
                server("search", { route: other, network });
            });
            assert.equal(program.all("Route").length, 2);
        });
    }

    const same: [title: string, one: ServerRouteArgs, other: ServerRouteArgs][] = [
        ["a class that is the default", { host }, { host, className: "nginx" }],
        ["a port that is the default", { host, tls: {} }, { host, tls: {}, publicPort: 443 }],
        ["HTTP and HTTPS, as one is led to the other", { host }, { host, tls: {} }],
        [
            "the default listener, named",
            { kind: "gateway", host, tls: {}, gateway: { name: "public", namespace: "tools" } },
            { kind: "gateway", host, tls: {}, gateway: { name: "public", listener: "https" } },
        ],
    ];
    for (const [title, one, other] of same) {
        it(`may not by ${title}`, async () => {
            const said = await refused(() => {
                server("github", { route: one, network });
                server("search", { route: other, network });
            });
            assert.match(said, /^server "search": path is "\/mcp"; server "github" has this path/);
        });
    }

    it("are told apart by cluster, and are nothing to those of the program before", async () => {
        const inTwoClusters = () => {
            for (const cluster of ["blue", "green"]) {
                const provider = new Provider(cluster, { context: cluster });
                server(`github-${cluster}`, {}, { providers: [provider] });
            }
        };
        await taken(inTwoClusters);
        await taken(inTwoClusters);
    });
});
