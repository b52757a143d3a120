import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { resetOptions } from "@pulumi/pulumi/runtime/settings";
import { claimedHost } from "../../components/route-claims";

/** Its types keep from us what Pulumi's own servers of programs and components use. */
const { setStackResource, withLocalStorage } = require("@pulumi/pulumi/runtime/state") as {
    setStackResource(root: object | undefined): void;
    withLocalStorage<T>(run: () => T): T;
};

interface Run {
    engine: number;
    stack?: string;
    preview?: boolean;
}

/** A server's claim of a path, in a state of its own as the process of components gives each of them. */
const claim = (server: string, { engine, stack = "prod", preview = false }: Run, root?: object) =>
    withLocalStorage(async () => {
        resetOptions("mcp", stack, 1, "127.0.0.1:1", `127.0.0.1:${engine}`, preview, "");
        setStackResource(root);
        const route = { host: "mcp.example.com", path: "/mcp", namespace: "tools", serviceName: server };
        const component = { getProvider: () => undefined } as unknown as pulumi.Resource;
        const claimed = claimedHost(server, route, component) as unknown as { promise(): Promise<string> };
        return claimed.promise().then(
            () => "taken",
            ({ message }: Error) => message,
        );
    });

describe("servers of a program in another language", () => {
    it("are of one run by their engine and stack, though each has a connection of its own", async () => {
        assert.equal(await claim("github", { engine: 2001 }), "taken");
        assert.match(await claim("search", { engine: 2001 }), /^server "search": path is "\/mcp"; server "github" has/);
    });

    it("are nothing to those of an engine that had the same port before", async () => {
        assert.equal(await claim("github", { engine: 2002, preview: true }), "taken");
        assert.equal(await claim("search", { engine: 2002 }), "taken");
        assert.equal(await claim("weather", { engine: 2002, stack: "staging" }), "taken");
    });

    it("are forgotten once many others have run", async () => {
        assert.equal(await claim("github", { engine: 2003 }), "taken");
        for (let engine = 3000; engine < 3100; engine += 1) await claim("github", { engine });
        assert.equal(await claim("search", { engine: 2003 }), "taken");
    });
});

describe("servers of programs of one process", () => {
    it("are told apart by their stack's root, also where an engine's port comes again", async () => {
        const [first, second] = [{}, {}];
        assert.equal(await claim("github", { engine: 2004 }, first), "taken");
        assert.equal(await claim("search", { engine: 2004 }, second), "taken");
        assert.match(await claim("search", { engine: 2004 }, first), /server "github" has this path/);
    });
});
