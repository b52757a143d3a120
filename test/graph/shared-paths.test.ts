import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { McpServer, type McpServerArgs, Route } from "../../components";
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
