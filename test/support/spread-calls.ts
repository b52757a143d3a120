import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Reach } from "../../local/client/mcp";
import { generations, revisions } from "./generations";
import { kubectl, objects } from "./kubectl";

type LogLine = Record<string, unknown>;

/**
 * Uses a server of two pods by a client of one of the SDK's generations, as people do, and asserts that it notices nothing
 * of there being two: it lists, calls, hears of progress and cancels, and every pod has had calls.
 */
export async function assertServedByEveryPod(
    generation: string,
    url: string,
    { namespace, server, reach }: { namespace: string; server: string; reach: Reach },
): Promise<void> {
    const connect = generations[generation];
    assert.ok(connect, `no such generation: ${generation}`);
    const mark = `${server}-${revisions[generation]}`;
    const marked = async (): Promise<LogLine[][]> => {
        const logs = await logsOf(namespace, server);
        return logs.map((lines) => lines.filter(({ requestId }) => requestId === mark));
    };
    const client = await connect(url, { ...reach, headers: { "x-request-id": mark } });
    try {
        assert.equal(client.revision, revisions[generation]);
        assert.deepEqual(await client.list(), ["add_numbers", "count_slowly"]);
        for (const number of Array(20).keys()) {
            assert.equal(await client.call("add_numbers", { numbers: [number, 1] }), `The sum is ${number + 1}`);
        }
        const heard: string[] = [];
        const leave = new AbortController();
        const onProgress = (message: string) => {
            heard.push(message);
            if (heard.length === 2) leave.abort();
        };
        const args = { steps: 60, interval_milliseconds: 200 };
        await assert.rejects(client.call("count_slowly", args, { signal: leave.signal, onProgress }), /abort/i);
        assert.deepEqual(heard, ["Counted to 1", "Counted to 2"]);
    } finally {
        await client.close();
    }
    const calls = (await marked()).map((lines) => lines.filter(({ tool }) => tool === "add_numbers").length);
    assert.ok(calls.length === 2 && calls.every((count) => count > 0), `the pods had ${calls.join(" and ")} calls`);
    // Nobody waits for it any more, wherever it ran.
    const ended = async () => (await marked()).flat().some(({ status }) => status === "cancelled");
    for (let tries = 0; tries < 20 && !(await ended()); tries += 1) await pause(250);
    assert.ok(await ended(), "the cancelled call goes on");
}

/** What each pod of a server logged. */
async function logsOf(namespace: string, server: string): Promise<LogLine[][]> {
    const pods = await objects("pods", "-n", namespace, "-l", `app.kubernetes.io/name=${server}-mcp`);
    const texts = await Promise.all(pods.map(({ metadata }) => kubectl("logs", metadata.name, "-n", namespace)));
    return texts.map((text) =>
        text
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line) as LogLine),
    );
}
