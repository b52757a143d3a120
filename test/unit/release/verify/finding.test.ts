import assert from "node:assert/strict";
import { type Attempt, deadlineIn, notYet, ok, untilPassed } from "../../../../release/verify/finding";

describe("trying until a check passes", () => {
    const never = new AbortController().signal;

    it("tries at least once, and not again what is settled", async () => {
        let tries = 0;
        const attempt = async () => {
            tries += 1;
            return { ...notYet("no", "wait"), settled: true };
        };
        assert.deepEqual(await untilPassed(deadlineIn(60, never), attempt), {
            verdict: "failed",
            found: "no",
            advice: "wait",
        });
        await untilPassed(deadlineIn(0, never), async () => notYet("no", "wait"));
        assert.equal(tries, 1);
    });

    it("tries again what may pass yet, also what threw", async () => {
        const outcomes = [() => Promise.reject(new Error("connection refused")), async () => ok("there")];
        const waited: string[] = [];
        const attempt = () => (outcomes.shift() as () => Promise<Attempt>)();
        const found = await untilPassed(deadlineIn(60, never), attempt, (text) => waited.push(text));
        assert.deepEqual([found.verdict, waited], ["ok", ["connection refused"]]);
    });

    it("ends when the run is cancelled", async () => {
        const signal = AbortSignal.abort(new Error("cancelled"));
        await assert.rejects(
            untilPassed(deadlineIn(60, signal), async () => ok("there")),
            /cancelled/,
        );
    });
});
