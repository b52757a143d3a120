import assert from "node:assert/strict";
import { endpointUrl, routeProblems } from "../../../components/model/route-rules";

describe("route", () => {
    for (const host of ["localhost", "mcp.example.com", "a-b.c1.example"]) {
        it(`takes the host "${host}"`, () => assert.deepEqual(routeProblems({ host }), []));
    }

    for (const host of [
        "Example.com_",
        "*.example.com",
        "10.0.0.1",
        "mcp..com",
        "mcp.example.com:8080",
        "https://x",
        "",
    ]) {
        it(`refuses the host "${host}"`, () => assert.equal(routeProblems({ host })[0]?.field, "host"));
    }

    it("names the kinds that there are when it is asked for another", () => {
        const [problem] = routeProblems({ host: "localhost", kind: "apache" });
        assert.deepEqual([problem?.found, problem?.allowed], ["apache", "kinds are nginx, alb, gateway, apisix, none"]);
    });

    it("has no block of another kind than its own", () => {
        const fields = (route: object) => routeProblems({ host: "localhost", ...route }).map(({ field }) => field);
        assert.deepEqual(fields({ alb: {} }), ["alb"]);
        assert.deepEqual(fields({ kind: "alb", alb: {}, nginx: {} }), ["nginx"]);
        assert.deepEqual(fields({ kind: "gateway", gateway: { name: "public" } }), []);
        assert.deepEqual(fields({ kind: "none" }), []);
    });
});

describe("endpoint URL", () => {
    const endpoint = { host: "mcp.example.com", path: "/demo/mcp" };

    it("has a port only where it is not the scheme's own", () => {
        assert.equal(endpointUrl({ ...endpoint, tls: true }), "https://mcp.example.com/demo/mcp");
        assert.equal(endpointUrl({ ...endpoint, tls: true, port: 443 }), "https://mcp.example.com/demo/mcp");
        assert.equal(endpointUrl({ ...endpoint, tls: false, port: 8080 }), "http://mcp.example.com:8080/demo/mcp");
    });
});
