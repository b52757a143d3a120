import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { VerifyToken } from "../../../servers/runtime/auth/claims";
import { TokenCache } from "../../../servers/runtime/auth/token-cache";

describe("servers: tokens that were found good", () => {
    let verified: string[];
    beforeEach(() => {
        verified = [];
    });
    const goodFor =
        (milliseconds: number): VerifyToken =>
        async (token) => {
            verified.push(token);
            const caller = { subject: token, scopes: [] };
            return { caller, expiresAt: 0, goodUntil: Date.now() + milliseconds };
        };

    it("are verified once, also when they come at the same time", async () => {
        const cache = new TokenCache(goodFor(60_000), 10);
        assert.equal(cache.remembered("a"), undefined);
        await Promise.all([cache.check("a"), cache.check("a")]);
        assert.equal(cache.remembered("a")?.caller.subject, "a");
        assert.deepEqual(verified, ["a"]);
    });

    it("are forgotten when their time is over", async () => {
        const cache = new TokenCache(goodFor(20), 10);
        await cache.check("a");
        assert.ok(cache.remembered("a"));
        await sleep(30);
        assert.equal(cache.remembered("a"), undefined);
    });

    it("are as many as there is room for, the oldest goes first", async () => {
        const cache = new TokenCache(goodFor(60_000), 2);
        for (const token of ["a", "b", "c"]) await cache.check(token);
        assert.deepEqual(
            ["a", "b", "c"].map((token) => cache.remembered(token) !== undefined),
            [false, true, true],
        );
    });

    it("are not remembered when they were refused", async () => {
        const cache = new TokenCache(() => Promise.reject(new Error("refused")), 10);
        await assert.rejects(cache.check("a"), /refused/);
        await assert.rejects(cache.check("a"), /refused/);
        assert.equal(cache.remembered("a"), undefined);
    });
});
