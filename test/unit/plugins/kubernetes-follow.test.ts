import assert from "node:assert/strict";
import { Tick } from "../../../local/plugins/kubernetes/readiness/follow";

describe("kubernetes stand-in: the sleep between two looks", () => {
    it("ends by itself", async () => {
        const started = Date.now();
        await new Tick().sleep();
        assert.ok(Date.now() - started >= 200);
    });

    it("ends at once when something changes, and only the sleep that is under way", async () => {
        const tick = new Tick();
        const ended: string[] = [];
        tick.wake();
        const first = tick.sleep().then(() => ended.push("first"));
        await Promise.resolve();
        assert.equal(ended.length, 0);
        tick.wake();
        const second = tick.sleep().then(() => ended.push("second"));
        await first;
        assert.deepEqual(ended, ["first"]);
        await second;
    });
});
