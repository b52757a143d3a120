import assert from "node:assert/strict";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type DemoServer, startDemoServer } from "../../support/demo-server";
import { hugeBytes, hugeCalls, sendAllThenRead } from "../../support/huge-bodies";

const limit = 4 * 1024 * 1024;
const refused = { status: 413, text: /"jsonrpc":"2\.0".*must not exceed 4194304 bytes/ };

describe("servers: bodies that are too large", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ LOG_LEVEL: "silent" });
    });
    after(() => server.stop());

    for (const [how, send] of Object.entries(hugeCalls)) {
        it(`are refused in words that the client reads: ${how}`, async () => {
            const { status, text } = await send(server.url, hugeBytes);
            assert.equal(status, refused.status);
            assert.match(text, refused.text);
        });
    }

    it("are refused when a moment later nothing more comes of them", async () => {
        const started = Date.now();
        const { status, text } = await sendAllThenRead(server.url, hugeBytes, limit / 2);
        assert.equal(status, refused.status);
        assert.match(text, refused.text);
        const seconds = (Date.now() - started) / 1000;
        assert.ok(seconds > 0.9 && seconds < 5, `after ${seconds} s`);
    });

    it("are refused at once when they are announced as larger than anybody would wait for", async () => {
        const started = Date.now();
        assert.equal((await sendAllThenRead(server.url, 2 ** 40, 10)).status, refused.status);
        assert.ok(Date.now() - started < 900);
    });

    it("are not read for ever", async () => {
        const { hostname, port, host, pathname } = new URL(server.url);
        const socket = connect(Number(port), hostname);
        const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x100000, "x"), Buffer.from("\r\n")]);
        let sent = 0;
        const request = function* () {
            yield `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n`;
            yield "transfer-encoding: chunked\r\n\r\n";
            for (;;) {
                sent += chunk.length;
                yield chunk;
            }
        };
        await assert.rejects(pipeline(Readable.from(request()), socket), { code: /^(EPIPE|ECONNRESET)$/ });
        assert.ok(sent > hugeBytes && sent < 128 * 1024 * 1024, `it took ${sent} bytes`);
    });
});
