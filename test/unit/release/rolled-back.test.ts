import assert from "node:assert/strict";
import { exitCodes } from "../../../release/report/exit-codes";
import { ReleaseError } from "../../../release/report/release-error";
import type { Result, Run } from "../../../release/report/run";
import { rolledBack } from "../../../release/rolled-back";
import type { ReleaseStack } from "../../../release/stack";

const stack = { name: "staging" } as ReleaseStack;
const asked = { rollbackOnFailure: true };
const run = { signal: new AbortController().signal, say: () => undefined } as unknown as Run;
const unverified: Result = { exitCode: exitCodes.verificationFailed, text: "no stream", json: { verified: false } };

/** A rollback that ends so, and how often it was made. */
function goingBack(end: Result | Error = { exitCode: exitCodes.done, text: "back", json: { pinned: ["demo"] } }) {
    const made = { times: 0 };
    const goBack = async () => {
        made.times++;
        if (end instanceof Error) throw end;
        return end;
    };
    return { made, goBack };
}

describe("a rollback after a failure", () => {
    it("is made when it is asked for, and the failure stays the result", async () => {
        for (const failed of [unverified, new ReleaseError("rollout took too long"), new Error("unforeseen")]) {
            const { made, goBack } = goingBack();
            const { exitCode, json, text } = await rolledBack(stack, asked, run, failed, goBack);
            assert.equal(made.times, 1);
            assert.equal(exitCode, failed === unverified ? 4 : 1);
            assert.deepEqual([json?.rolledBack, json?.rollback], [true, { pinned: ["demo"] }]);
            assert.match(text ?? "", /(no stream|too long|unforeseen)\n\nback$/);
        }
    });

    it("is not made unless it is asked for", async () => {
        const { made, goBack } = goingBack();
        assert.equal(await rolledBack(stack, {}, run, unverified, goBack), unverified);
        await assert.rejects(rolledBack(stack, {}, run, new Error("gone"), goBack), /gone/);
        assert.equal(made.times, 0);
    });

    it("is not made where nothing was deployed, or somebody has stopped the run", async () => {
        const { made, goBack } = goingBack();
        for (const code of [exitCodes.refused, exitCodes.policyViolated, exitCodes.locked, exitCodes.cancelled]) {
            await assert.rejects(rolledBack(stack, asked, run, new ReleaseError("no", code), goBack), {
                exitCode: code,
            });
        }
        const stopped = { ...run, signal: AbortSignal.abort() };
        assert.equal(await rolledBack(stack, asked, stopped, unverified, goBack), unverified);
        assert.equal(made.times, 0);
    });

    it("says that it failed as well", async () => {
        const { goBack } = goingBack(new Error("there is no other verified image"));
        const { exitCode, json, text } = await rolledBack(stack, asked, run, unverified, goBack);
        assert.equal(exitCode, 4);
        assert.equal(json?.rolledBack, false);
        assert.match(text ?? "", /The rollback failed: there is no other verified image/);
    });
});
