import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type DemoServer, startDemoServer } from "../../support/demo-server";
import { type Connected, generations, revisions } from "../../support/generations";

for (const [generation, connect] of Object.entries(generations)) {
    describe(`demo server: a client by ${generation}`, () => {
        let server: DemoServer;
        let client: Connected;
        before(async () => {
            server = await startDemoServer();
            client = await connect(server.url);
        });
        after(async () => {
            await client?.close();
            await server?.stop();
        });

        /** How often `count_slowly` was seen to end so. */
        const ended = (status: string) =>
            server.logText().split(`"tool":"count_slowly","status":"${status}"`).length - 1;
        const comes = async (happened: () => boolean) => {
            for (const deadline = Date.now() + 5000; !happened() && Date.now() < deadline; ) await pause(20);
            assert.ok(happened(), server.logText());
        };

        it("comes to its newest revision", () => {
            assert.equal(client.revision, revisions[generation]);
        });

        it("lists and calls tools", async () => {
            assert.deepEqual(await client.list(), ["add_numbers", "count_slowly"]);
            assert.equal(await client.call("add_numbers", { numbers: [19, 23] }), "The sum is 42");
        });

        it("hears of progress while the tool runs", async () => {
            const heard: string[] = [];
            const args = { steps: 3, interval_milliseconds: 100 };
            const answer = client.call("count_slowly", args, { onProgress: (message) => heard.push(message) });
            await comes(() => heard.length > 0);
            assert.equal(ended("success"), 0);
            assert.equal(await answer, "Counted to 3");
            assert.deepEqual(heard, ["Counted to 1", "Counted to 2", "Counted to 3"]);
        });

        it("cancels a call", async () => {
            const leave = new AbortController();
            const args = { steps: 600, interval_milliseconds: 100 };
            const answer = client.call("count_slowly", args, { signal: leave.signal, onProgress: () => leave.abort() });
            await assert.rejects(answer, /abort/i);
            // The older generation tells of it by a request of its own, which any replica may get, and keeps the answer's
            // connection: the tool runs until that is closed.
            if (generation === "@modelcontextprotocol/sdk") {
                await pause(300);
                assert.equal(ended("cancelled"), 0);
                await client.close();
            }
            await comes(() => ended("cancelled") === 1);
        });
    });
}
