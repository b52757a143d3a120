import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventLog } from "../../../../release/report/event-log";
import { lineProgress } from "../../../../release/report/lines";

describe("progress in plain lines", () => {
    function progress(heartbeat?: number) {
        const lines: string[] = [];
        const stream = { write: (text: string) => lines.push(text.replace(/\([\d.]+ s\)/, "(… s)").trimEnd()) };
        return { lines, ...lineProgress(stream, heartbeat) };
    }

    it("tells the beginning of a step, what happens in it, and its end", async () => {
        const { lines, step } = progress();
        const result = await step("update of prod", async ({ happened }) => {
            happened("created Deployment demo");
            return 42;
        });
        assert.equal(result, 42);
        assert.deepEqual(lines, ["▸ update of prod", "  created Deployment demo", "✔ update of prod (… s)"]);
    });

    it("tells from time to time what is being waited for, and that a step failed", async () => {
        const { lines, step } = progress(5);
        const failing = step("update", async ({ waiting }) => {
            waiting("pods of demo");
            await delay(30);
            throw new Error("gone");
        });
        await assert.rejects(failing, /gone/);
        assert.ok(lines.includes("  … update (… s): pods of demo"), lines.join("\n"));
        assert.equal(lines.at(-1), "✘ update (… s)");
    });
});

describe("events for machines", () => {
    it("are JSON lines with their time and type", () => {
        const directory = mkdtempSync(join(tmpdir(), "events-"));
        try {
            const file = join(directory, "events.jsonl");
            eventLog(file)({ type: "step", title: "line\nbreak" });
            const { at, ...event } = JSON.parse(readFileSync(file, "utf8").trimEnd());
            assert.deepEqual(event, { type: "step", title: "line\nbreak" });
            assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
        } finally {
            rmSync(directory, { recursive: true });
        }
    });

    it("are refused where they cannot be written", () => {
        assert.throws(() => eventLog("/no/such/folder/events.jsonl"), { exitCode: 2, message: /cannot be written/ });
    });
});
