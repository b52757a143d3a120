import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Counted, type EndTurn, IssuerTurns } from "../../../servers/runtime/auth/issuer-turns";
import { AuthServerUnavailable } from "../../../servers/runtime/auth/refusal";

const most = 3;

describe("servers: turns to ask the issuer about tokens", () => {
    /** Turns at a counter whose answers take a moment, as those of redis; `ask` notes what comes of a token. */
    const counter = (longestMilliseconds?: number) => {
        const refused = { consumedPoints: 0 };
        const counted = async (): Promise<Counted> => {
            const answer = { ...refused };
            await nextTurn();
            return answer;
        };
        const turns = new IssuerTurns(most, counted, longestMilliseconds);
        const asking: EndTurn[] = [];
        let limited = 0;
        const ask = async (address = "one") => {
            const turn = await turns.take(address);
            if (typeof turn === "function") asking.push(turn);
            else limited += 1;
        };
        return { refused, asking, ask, limited: () => limited };
    };
    const settled = async () => {
        for (let round = 0; round < 10; round += 1) await nextTurn();
    };

    it("has no more tokens of an address asked about at a time than may be refused", async () => {
        const { asking, ask, limited } = counter();
        for (let token = 0; token < 20; token += 1) void ask();
        void ask("another");
        await settled();
        assert.deepEqual([asking.length, limited()], [most + 1, 0]);
        for (const end of asking) end();
        await settled();
        for (const end of asking.splice(0)) end();
    });

    it("serves all of a crowd whose tokens are good", async () => {
        const { asking, ask, limited } = counter();
        let served = 0;
        for (let token = 0; token < 20; token += 1) void ask();
        for (let round = 0; round < 20; round += 1) {
            await settled();
            served += asking.length;
            for (const end of asking.splice(0)) end();
        }
        assert.deepEqual([served, limited()], [20, 0]);
    });

    it("tells who waits that all is used up, as soon as it is", async () => {
        const { refused, asking, ask, limited } = counter();
        for (let token = 0; token < 20; token += 1) void ask();
        await settled();
        for (const end of asking) {
            refused.consumedPoints += 1;
            end();
            await settled();
        }
        assert.deepEqual([asking.length, limited()], [most, 20 - most]);
    });

    it("lets nobody in by a count that was asked for before a token was refused", async () => {
        const { refused, asking, ask } = counter();
        for (let token = 0; token < most; token += 1) void ask();
        await settled();
        for (let token = 0; token < most; token += 1) {
            // Has the count read, which tells nothing of what is counted before the answer arrives.
            void ask();
            refused.consumedPoints += 1;
            asking[token]?.();
        }
        await settled();
        assert.equal(asking.length, most);
    });

    it("gives up when the issuer is too slow with those before", async () => {
        const { asking, ask } = counter(20);
        for (let token = 0; token < most; token += 1) void ask();
        await assert.rejects(ask(), AuthServerUnavailable);
        for (const end of asking.splice(0)) end();
        await ask();
        assert.equal(asking.length, 1);
    });
});
