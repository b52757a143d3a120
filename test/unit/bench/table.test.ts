import assert from "node:assert/strict";
import { interleavedMedians, median } from "../../../bench/samples";
import { table } from "../../../bench/table";

describe("bench: figures", () => {
    it("takes the middle value, and the mean of two", () => {
        assert.equal(median([9, 1, 2]), 2);
        assert.equal(median([4, 1, 2, 9]), 3);
        assert.throws(() => median([]), /no median of no values/);
    });

    it("runs the samplers in turn and leaves the first round out", async () => {
        const order: string[] = [];
        const sampler = (name: string, times: number[]) => async () => {
            order.push(name);
            return times.shift() ?? Number.NaN;
        };
        const samplers = { a: sampler("a", [100, 1, 2, 3]), b: sampler("b", [100, 5, 5, 6]) };
        assert.deepEqual(await interleavedMedians(3, samplers, () => {}), { a: 2, b: 5 });
        assert.deepEqual(order, ["a", "b", "a", "b", "a", "b", "a", "b"]);
    });

    it("says which goals are met", () => {
        const row = { what: "up", milliseconds: 1500, against: "kubectl", againstMilliseconds: 1000 };
        const lines = table([
            { ...row, goal: 1.5 },
            { ...row, goal: 1.4 },
            { ...row, against: "flat program" },
        ]).split("\n");
        assert.equal(lines[2], "| up | 1.500 s | kubectl      | 1.000 s | 1.50× | ≤ 1.5× met    |");
        assert.match(lines[3] ?? "", /≤ 1\.4× missed/);
        assert.match(lines[4] ?? "", /1\.50× \|\s+\|$/);
    });
});
