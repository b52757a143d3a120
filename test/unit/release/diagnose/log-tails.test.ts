import assert from "node:assert/strict";
import { logTails } from "../../../../release/diagnose/log-tails";
import type { Pod } from "../../../../release/diagnose/objects";

const removed = "unable to retrieve container logs for containerd://64b2dc3e1067";

/** A pod whose container waits to be started again. */
const crashing = {
    metadata: { name: "crashing-1" },
    spec: { containers: [] },
    status: {
        containerStatuses: [
            { name: "crashing-mcp", restartCount: 1, ready: false, state: { waiting: { reason: "CrashLoopBackOff" } } },
        ],
    },
} as unknown as Pod;

/** The tails when the kubelet answers so, one answer after the other, the last one for ever. */
async function tails(...answers: string[]) {
    let waits = 0;
    const reader = { text: async () => (answers.length > 1 ? answers.shift() : answers[0]) };
    const found = await logTails(reader, [crashing], "mcp", [], async () => {
        waits++;
    });
    return { lines: found.map(({ lines }) => lines), waits };
}

describe("diagnose: the last lines of a log", () => {
    it("are those of the newer container when the kubelet has just removed the one that it knew", async () => {
        assert.deepEqual(await tails(removed, removed, "first\nlast\n"), { lines: [["first", "last"]], waits: 2 });
    });

    it("are none when there is no log, and never what the kubelet says of that", async () => {
        assert.deepEqual(await tails(removed), { lines: [[]], waits: 3 });
    });
});
