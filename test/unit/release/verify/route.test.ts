import assert from "node:assert/strict";
import { plainHttpVerdict } from "../../../../release/verify/checks/route";

describe("verifying a redirect", () => {
    const answering = (status: number, location?: string) => ({
        fetch: async () => new Response(null, { status, headers: location ? { location } : {} }),
    });
    const verdict = (way: ReturnType<typeof answering>) =>
        plainHttpVerdict("reached", new URL("http://mcp.example/mcp"), way, { kind: "nginx" });

    it("passes one to HTTPS, and nothing else", async () => {
        assert.equal((await verdict(answering(308, "https://mcp.example/mcp"))).verdict, "ok");
        assert.equal((await verdict(answering(302, "http://elsewhere.example/"))).verdict, "failed");
        assert.equal((await verdict(answering(405))).verdict, "failed");
    });
});
