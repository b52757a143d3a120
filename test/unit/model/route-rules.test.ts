import assert from "node:assert/strict";
import { corsPolicy, corsProblems } from "../../../components/model/route-cors";
import { securityHeaders } from "../../../components/model/route-headers";
import { limitProblems } from "../../../components/model/route-limits";
import { morePathsProblems, pathCollisions, publishedPaths } from "../../../components/model/route-paths";

describe("published paths", () => {
    const metadata = "/.well-known/oauth-protected-resource/demo/mcp";

    it("are the endpoint's, those that are named, and OAuth metadata under the endpoint's own path", () => {
        assert.deepEqual(publishedPaths({ path: "/demo/mcp" }), [{ path: "/demo/mcp", exact: false }]);
        assert.deepEqual(publishedPaths({ path: "/demo/mcp", morePaths: ["/messages"], metadata: true }), [
            { path: "/demo/mcp", exact: false },
            { path: "/messages", exact: false },
            { path: metadata, exact: true },
        ]);
    });

    it("collide where two servers have one on one host, wherever they got it from", () => {
        const host = "mcp.example.com";
        const demo = { name: "demo", host, path: "/demo/mcp", metadata: true };
        const collide = (other: object) =>
            pathCollisions([demo, { name: "other", host, path: "/other", ...other }]).map(({ field }) => field);
        assert.deepEqual(collide({ path: "/demo/mcp" }), ["path"]);
        assert.deepEqual(collide({ path: "/demo/mcp", metadata: true }), ["path", "route.metadata"]);
        assert.deepEqual(collide({ path: metadata }), ["path"]);
        assert.deepEqual(collide({ morePaths: ["/a", metadata] }), ["route.morePaths[1]"]);
        assert.deepEqual(collide({ path: "/demo/mcp", host: "other.example.com" }), []);
        assert.deepEqual(collide({ path: "/demo/mcp", host: undefined }), []);
    });

    it("collide only by one who routes, and are remembered by who has them alone", () => {
        const claim = { host: "mcp.example.com", path: "/mcp", morePaths: ["/messages"] };
        const owners = new Map();
        const servers = [
            { ...claim, name: "inside", target: "tools/inside", routedBy: "nginx inside" },
            { ...claim, name: "outside", target: "tools/outside", routedBy: "nginx outside" },
        ];
        assert.deepEqual(pathCollisions(servers, owners), []);
        const [inside, outside] = servers.map(({ name, target }) => ({ name, target }));
        assert.deepEqual([...owners.values()], [inside, inside, outside, outside]);
    });

    it("do not collide where one is below another: the longer one wins", () => {
        const host = "mcp.example.com";
        assert.deepEqual(
            pathCollisions([
                { name: "a", host, path: "/mcp" },
                { name: "b", host, path: "/mcp/b" },
            ]),
            [],
        );
    });

    it("are paths, not the root", () => {
        assert.deepEqual(morePathsProblems(["/messages", "/a/b"]), []);
        assert.deepEqual(
            morePathsProblems(["/", "messages", "/a b"]).map(({ field }) => field),
            ["morePaths[0]", "morePaths[1]", "morePaths[2]"],
        );
    });
});

describe("CORS", () => {
    it("exposes what clients of sessions and of OAuth need to read, and what is named", () => {
        const { exposedHeaders, allowedHeaders } = corsPolicy({
            origins: ["*"],
            exposedHeaders: ["X-Request-Id"],
            allowedHeaders: ["X-Tenant"],
        });
        for (const header of ["Mcp-Session-Id", "WWW-Authenticate", "X-Request-Id"]) {
            assert.ok(exposedHeaders.includes(header), header);
        }
        for (const header of ["Authorization", "Mcp-Session-Id", "MCP-Protocol-Version", "Mcp-Name", "X-Tenant"]) {
            assert.ok(allowedHeaders.includes(header), header);
        }
    });

    for (const origin of ["https://claude.ai/", "claude.ai", "https://claude.ai:443", ""]) {
        it(`refuses the origin "${origin}", which no browser sends`, () =>
            assert.deepEqual(
                corsProblems({ origins: [origin] }).map(({ field }) => field),
                ["origins[0]"],
            ));
    }

    it("refuses no origin, all and another, a header with a space, and an age of a week", () => {
        const fields = (change: object) =>
            corsProblems({ origins: ["https://claude.ai"], ...change }).map(({ field }) => field);
        assert.deepEqual(fields({}), []);
        assert.deepEqual(fields({ origins: ["http://localhost:3000"] }), []);
        assert.deepEqual(fields({ origins: [] }), ["origins"]);
        assert.deepEqual(fields({ origins: ["*", "https://claude.ai"] }), ["origins"]);
        assert.deepEqual(fields({ allowedHeaders: ["X Tenant"] }), ["allowedHeaders"]);
        assert.deepEqual(fields({ exposedHeaders: [""] }), ["exposedHeaders"]);
        assert.deepEqual(fields({ maxAgeSeconds: 604_800 }), ["maxAgeSeconds"]);
    });
});

describe("limits", () => {
    it("have a rate, a number of connections, or both", () => {
        const fields = (limits: object) => limitProblems(limits).map(({ field }) => field);
        assert.deepEqual(fields({ requestsPerSecond: 10, burstMultiplier: 2, connections: 5 }), []);
        assert.deepEqual(fields({ connections: 5 }), []);
        assert.deepEqual(fields({}), ["requestsPerSecond"]);
        assert.deepEqual(fields({ requestsPerSecond: 0 }), ["requestsPerSecond"]);
        assert.deepEqual(fields({ connections: 1.5 }), ["connections"]);
        assert.deepEqual(fields({ connections: 5, burstMultiplier: 2 }), ["burstMultiplier"]);
    });
});

describe("security headers", () => {
    it("have HSTS only where there is HTTPS, as browsers ignore it elsewhere", () => {
        assert.equal(securityHeaders(true)["Strict-Transport-Security"], "max-age=31536000; includeSubDomains");
        assert.deepEqual(Object.keys(securityHeaders(false)), [
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Referrer-Policy",
        ]);
    });
});
