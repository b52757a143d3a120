import assert from "node:assert/strict";
import { type DemoServer, startDemoServer } from "../../support/demo-server";
import { type Answer, answerOf, modernRequest, notification, post, request } from "../../support/json-rpc";

/** Revisions that begin with `initialize`. */
const legacy = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
const newestLegacy = "2025-11-25";
const sum = { name: "add_numbers", arguments: { numbers: [19, 23] } };

/** Codes of 2026-07-28. */
const headerMismatch = -32020;
const unsupportedVersion = -32022;

const initialize = (protocolVersion: string) =>
    request("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "test", version: "1" } });

describe("one endpoint for every revision", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer();
    });
    after(() => server.stop());

    const ask = (body: object, headers: Record<string, string | undefined> = {}) => post(server.url, body, headers);
    const askModern = (
        ...[method, params, headers]: [string, Record<string, unknown>?, Record<string, string | undefined>?]
    ) => {
        const modern = modernRequest(method, params);
        return ask(modern.body, { ...modern.headers, ...headers });
    };
    const assertRefused = ({ status, message }: Answer, expected: [status: number, code: number]) =>
        assert.deepEqual([status, message.error?.code], expected, JSON.stringify(message));

    for (const revision of legacy) {
        describe(revision, () => {
            // The header came with 2025-06-18.
            const headers = revision < "2025-06-18" ? {} : { "mcp-protocol-version": revision };

            it("is negotiated by initialize, without a session", async () => {
                const { status, headers, message } = await ask(initialize(revision));
                assert.equal(status, 200);
                assert.equal(message.result.protocolVersion, revision);
                assert.equal(headers.get("mcp-session-id"), null);
            });

            it("lists and calls tools, by any replica: no request needs another before it", async () => {
                const { message: listed } = await ask(request("tools/list"), headers);
                assert.deepEqual(
                    listed.result.tools.map(({ name }: { name: string }) => name),
                    ["add_numbers", "count_slowly"],
                );
                const { message: called } = await ask(request("tools/call", sum), headers);
                assert.deepEqual(called.result.content, [{ type: "text", text: "The sum is 42" }]);
                const { message: pinged } = await ask(request("ping"), headers);
                assert.deepEqual(pinged.result, {});
            });

            it("takes notifications with 202 and no body", async () => {
                const { status, message } = await ask(notification("notifications/initialized"), headers);
                assert.deepEqual([status, message], [202, undefined]);
            });

            it("refuses methods that it does not have as JSON-RPC does", async () => {
                assertRefused(await ask(request("tools/invent"), headers), [200, -32601]);
                assertRefused(await ask(request("server/discover"), headers), [200, -32601]);
            });
        });
    }

    it("answers an initialize of a revision that it does not know with the newest that has initialize", async () => {
        for (const revision of ["1999-01-01", "2026-07-28", "2099-01-01"]) {
            const { message } = await ask(initialize(revision));
            assert.equal(message.result.protocolVersion, newestLegacy);
        }
    });

    it("refuses a version header that it does not know with 400, and names those that it does", async () => {
        const { status, message } = await ask(request("tools/list"), { "mcp-protocol-version": "1999-01-01" });
        assert.equal(status, 400);
        for (const revision of legacy) assert.ok(message.error.message.includes(revision), message.error.message);
    });

    it("answers every request of a batch, as 2025-03-26 has them", async () => {
        const batch = [request("ping", {}, 1), request("ping", {}, 2), notification("notifications/initialized")];
        const response = await fetch(server.url, {
            method: "POST",
            headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
            body: JSON.stringify(batch),
        });
        const ids = [...(await response.text()).matchAll(/"id":(\d)/g)].map(([, id]) => id);
        assert.deepEqual([response.status, ids.sort()], [200, ["1", "2"]]);
        assert.equal((await ask([notification("notifications/initialized")])).status, 202);
        assertRefused(await ask([]), [400, -32600]);
    });

    it("has no session to listen to or to end: GET and DELETE get 405, and an id of one changes nothing", async () => {
        for (const method of ["GET", "DELETE"]) {
            const { status, headers } = await answerOf(
                await fetch(server.url, { method, headers: { accept: "text/event-stream", "last-event-id": "1" } }),
            );
            assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
        }
        const { status, headers } = await ask(request("tools/list"), { "mcp-session-id": "of-another-server" });
        assert.deepEqual([status, headers.get("mcp-session-id")], [200, null]);
    });

    it("does not offer the transport of 2024-11-05, HTTP+SSE", async () => {
        const { status } = await fetch(new URL("sse", server.url), { headers: { accept: "text/event-stream" } });
        assert.equal(status, 404);
    });

    it("refuses what no answer of its own would fit", async () => {
        assert.equal((await ask(request("tools/list"), { accept: "text/html" })).status, 406);
        assert.equal((await ask(request("tools/list"), { "content-type": "text/plain" })).status, 415);
    });

    describe("2026-07-28", () => {
        it("is found by server/discover, and needs no initialize", async () => {
            const { status, message } = await askModern("server/discover");
            assert.equal(status, 200);
            assert.deepEqual(message.result.supportedVersions, ["2026-07-28"]);
            assert.ok(message.result.capabilities.tools);
            assertRefused(await askModern("initialize"), [404, -32601]);
        });

        it("lists and calls tools", async () => {
            const { message: listed } = await askModern("tools/list");
            assert.equal(listed.result.tools.length, 2);
            const { status, headers, message } = await askModern("tools/call", sum);
            assert.deepEqual([status, headers.get("mcp-session-id")], [200, null]);
            assert.deepEqual(message.result.content, [{ type: "text", text: "The sum is 42" }]);
            assert.equal(message.result.resultType, "complete");
        });

        it("takes a name that is encoded for its header", async () => {
            const encoded = `=?base64?${Buffer.from("add_numbers").toString("base64")}?=`;
            assert.equal((await askModern("tools/call", sum, { "mcp-name": encoded })).status, 200);
        });

        const headers: [what: string, Record<string, string | undefined>][] = [
            ["another tool in Mcp-Name", { "mcp-name": "count_slowly" }],
            ["no Mcp-Name", { "mcp-name": undefined }],
            ["another method in Mcp-Method", { "mcp-method": "tools/list" }],
            ["no Mcp-Method", { "mcp-method": undefined }],
            ["another revision in MCP-Protocol-Version", { "mcp-protocol-version": newestLegacy }],
            ["no MCP-Protocol-Version", { "mcp-protocol-version": undefined }],
        ];
        for (const [what, given] of headers) {
            it(`refuses a call whose headers and body disagree: ${what}`, async () => {
                assertRefused(await askModern("tools/call", sum, given), [400, headerMismatch]);
            });
        }

        it("refuses a revision to come, and names what it has", async () => {
            const { body, headers } = modernRequest("tools/list", {}, "2099-01-01");
            const answer = await ask(body, headers);
            assertRefused(answer, [400, unsupportedVersion]);
            assert.deepEqual(answer.message.error.data, { supported: ["2026-07-28"], requested: "2099-01-01" });
        });

        it("refuses a request that says its revision in the header alone", async () => {
            const { headers } = modernRequest("tools/list");
            assertRefused(await ask(request("tools/list"), headers), [400, -32602]);
        });

        it("refuses methods that it does not have with 404, and batches", async () => {
            assertRefused(await askModern("tools/invent"), [404, -32601]);
            assertRefused(await askModern("ping"), [404, -32601]);
            const { body, headers } = modernRequest("tools/list");
            assertRefused(await ask([body], headers), [400, -32600]);
        });

        it("takes notifications with 202", async () => {
            const { body, headers } = modernRequest("notifications/initialized");
            const { id: _, ...withoutId } = body as { id: number };
            assert.equal((await ask(withoutId, headers)).status, 202);
        });
    });
});

describe("one endpoint for the newest revision alone, where its era is modern", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ MCP_ERA: "modern" });
    });
    after(() => server.stop());

    it("serves 2026-07-28", async () => {
        const { body, headers } = modernRequest("tools/call", sum);
        const { message } = await post(server.url, body, headers);
        assert.deepEqual(message.result.content, [{ type: "text", text: "The sum is 42" }]);
    });

    it("refuses the others, and names what it has", async () => {
        for (const body of [initialize(newestLegacy), request("tools/list"), request("tools/call", sum)]) {
            const { status, message } = await post(server.url, body);
            assert.deepEqual([status, message.error.code], [400, unsupportedVersion]);
            assert.deepEqual(message.error.data.supported, ["2026-07-28"]);
        }
    });
});
