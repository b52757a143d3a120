import assert from "node:assert/strict";
import { figuresOf } from "../../../bench/load";
import { serverTable } from "../../../bench/server-table";

const printed = "  Latency Distribution\n     50%    4.10ms\n     99%   21.30ms\nRequests/sec:   2440.12\n";

describe("bench: servers", () => {
    it("reads requests per second and the 99th percentile, whatever its unit", () => {
        assert.deepEqual(figuresOf(printed), { requestsPerSecond: 2440.12, p99Milliseconds: 21.3 });
        assert.equal(figuresOf(printed.replace("21.30ms", "250.00us")).p99Milliseconds, 0.25);
    });

    it("takes no figures of a load with other answers than 200", () => {
        assert.throws(() => figuresOf(`${printed}  Non-2xx or 3xx responses: 3\n`), /Non-2xx or 3xx responses: 3/);
        assert.throws(() => figuresOf(""), /no figures/);
    });

    it("says which goals are met", () => {
        const row = (kind: Parameters<typeof serverTable>[0][number]["kind"], rate: number, p99: number) => ({
            kind,
            requestsPerSecond: rate,
            p99Milliseconds: p99,
        });
        const rows = [row("bare", 50_000, 1), row("fastmcp", 500, 100), row("sdk 2025-11-25", 2500, 20)];
        const text = serverTable([...rows, row("demo 2025-11-25", 6000, 21)]);
        assert.match(
            text,
            /6,000 .*0\.120× .*12\.0× .*0\.1× bare met, ≥ 10× FastMCP met, p99 no worse than both missed/,
        );
    });
});
