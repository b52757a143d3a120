import assert from "node:assert/strict";

/** A list that counts how many of its items were looked at: what gives up early has seen few, on any machine. */
export function counted<Item>(items: readonly Item[]): { list: Item[]; seen(): number } {
    let seen = 0;
    const list = new Proxy([...items], {
        get(target, name, receiver) {
            if (typeof name === "string" && /^\d+$/.test(name)) seen += 1;
            return Reflect.get(target, name, receiver);
        },
    });
    return { list, seen: () => seen };
}

/** Of three runs the shortest, as others use the machine as well. */
function milliseconds(run: () => unknown): number {
    const times = [1, 2, 3].map(() => {
        const started = performance.now();
        run();
        return performance.now() - started;
    });
    return Math.min(...times);
}

/** That four times as much takes some four times as long; by the square it were sixteen times. */
export function assertLinear(run: (length: number) => unknown, { short, long }: { short: number; long: number }): void {
    assert.equal(long, 4 * short);
    const quick = milliseconds(() => run(short));
    const slow = milliseconds(() => run(long));
    // Twice that, and something for what is over in no time, leave room for a machine that is busy.
    assert.ok(slow < 8 * quick + 100, `${quick} ms, ${slow} ms`);
}
