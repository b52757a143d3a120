import assert from "node:assert/strict";
import { refusalVerdict } from "../../../../release/verify/checks/handshake";
import { McpRefusal } from "../../../../release/verify/mcp-client";

describe("verifying what refuses a client", () => {
    const verdict = (status: number | undefined, hasToken = false) =>
        refusalVerdict("initialize", new McpRefusal("no", status), { era: "dual", hasToken });

    it("asks for a token, and does not wait for one", () => {
        assert.deepEqual([verdict(401).settled, /--token-env/.test(verdict(401).advice ?? "")], [true, true]);
        assert.match(verdict(403, true).advice ?? "", /the token is not for this server/);
    });

    it("waits for routes and pods that come up", () => {
        for (const status of [404, 502, 503, 504, undefined]) assert.notEqual(verdict(status).settled, true);
    });
});
