import assert from "node:assert/strict";
import { connect } from "node:net";
import { type DemoServer, startDemoServer, toolCallRequest } from "../../support/demo-server";

/** What a stream is kept back for, but for the inaccuracy of timers. */
const leastMilliseconds = 9;

/** What came first of an answer, and how long it took. */
async function beginning(url: string, request: RequestInit): Promise<{ text: string; milliseconds: number }> {
    const started = performance.now();
    const { body } = await fetch(url, request);
    const { value } = (await body?.getReader().read()) ?? {};
    return { text: Buffer.from(value ?? []).toString(), milliseconds: performance.now() - started };
}

describe("servers: the beginning of a stream", () => {
    let server: DemoServer;
    before(async () => {
        server = await startDemoServer({ LOG_LEVEL: "silent" });
    });
    after(() => server.stop());

    const call = (steps: number) => toolCallRequest("count_slowly", { steps, interval_milliseconds: 1 });
    const batch = (steps: number) => ({ ...call(steps), body: `[${call(steps).body}]` });
    for (const [what, request] of Object.entries({ "a call": call, "a batch, which the SDK answers": batch })) {
        it(`does not come while a proxy may still look for the end of the request: ${what}`, async () => {
            for (let times = 0; times < 10; times++) {
                const { text, milliseconds } = await beginning(server.url, request(60));
                assert.match(text, /^: open\n/);
                assert.ok(milliseconds > leastMilliseconds, `after ${milliseconds} ms`);
            }
        });

        it(`comes with all that was said until then: ${what}`, async () => {
            const text = await (await fetch(server.url, request(2))).text();
            assert.match(text, /^: open\n\n.*Counted to 1\W.*Counted to 2\W.*"result"/s);
        });

        it(`does not come to a client that has left, which harms nobody: ${what}`, async () => {
            const { hostname, port, host, pathname } = new URL(server.url);
            const { body, headers } = request(60);
            const fields = Object.entries({ host, ...headers, "content-length": String(body).length });
            const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
            for (let times = 0; times < 10; times++) {
                const socket = connect(Number(port), hostname);
                socket.write(`POST ${pathname} HTTP/1.1\r\n${head}\r\n${body}`);
                await new Promise((resolve) => setTimeout(resolve, 5));
                socket.destroy();
            }
            assert.match((await beginning(server.url, request(60))).text, /^: open\n/);
        });
    }
});
