import assert from "node:assert/strict";
import {
    addVerified,
    lastVerifiedOther,
    pin,
    recordedTools,
    unpin,
    verifiedImages,
} from "../../../release/record-changes";
import { emptyRecord, type ReleaseRecord, type VerifiedRelease } from "../../../stacks/release-record";

const image = (letter: string) => `registry.example.com/mcp/staging/demo@sha256:${letter.repeat(64)}`;
const release = (at: string, images: Record<string, string>): VerifiedRelease => ({
    at,
    commit: `commit of ${at}`,
    servers: Object.fromEntries(
        Object.entries(images).map(([name, letter]) => [name, { image: image(letter), tools: [`${letter} ${at}`] }]),
    ),
});
const recordOf = (...releases: VerifiedRelease[]): ReleaseRecord => releases.reduce(addVerified, emptyRecord);

describe("release record", () => {
    it("has the newest release first, and the last twenty", () => {
        const { verified } = recordOf(...Array.from({ length: 25 }, (_, day) => release(`day ${day}`, { demo: "a" })));
        assert.equal(verified.length, 20);
        assert.deepEqual([verified[0]?.at, verified[19]?.at], ["day 24", "day 5"]);
    });

    it("pins servers one by one, the last pin of a server holding", () => {
        const first = { image: image("a"), at: "1", from: "staging" };
        const second = { image: image("b"), at: "2" };
        const { pins } = pin(pin(emptyRecord, { demo: first, search: first }), { demo: second });
        assert.deepEqual(pins, { demo: second, search: first });
    });

    it("counts what is built again when pins are taken back, only where there was one", () => {
        const pinned = pin(emptyRecord, {
            demo: { image: image("a"), at: "1" },
            search: { image: image("a"), at: "1" },
        });
        const once = unpin(pinned, ["demo", "nobody"]);
        assert.deepEqual(Object.keys(once.pins), ["search"]);
        assert.deepEqual(once.rebuilds, { demo: 1 });
        assert.deepEqual(unpin(pin(once, pinned.pins), ["demo"]).rebuilds, { demo: 2 });
    });

    it("leaves a record as it was when it is changed", () => {
        const before = structuredClone(emptyRecord);
        unpin(pin(addVerified(emptyRecord, release("1", { demo: "a" })), { demo: { image: image("a"), at: "" } }), [
            "demo",
        ]);
        assert.deepEqual(emptyRecord, before);
    });

    it("knows what was verified before, by server", () => {
        const record = recordOf(
            release("1", { demo: "a", search: "a" }),
            release("2", { demo: "b", search: "a" }),
            release("3", { demo: "b", search: "a" }),
        );
        assert.deepEqual(
            verifiedImages(record, "demo").map(({ image, at }) => [image, at]),
            [
                [image("b"), "3"],
                [image("a"), "1"],
            ],
        );
    });

    it("goes back to the last release of which not all runs, as a whole", () => {
        const record = recordOf(
            release("1", { demo: "c", search: "c" }),
            release("2", { demo: "a", search: "a" }),
            release("3", { demo: "b", search: "a" }),
        );
        const earlier = (servers: string[], images: Record<string, string>) => {
            const running = Object.entries(images).map(([name, letter]) => [name, image(letter)]);
            return lastVerifiedOther(record, servers, Object.fromEntries(running))?.at;
        };
        assert.equal(earlier(["demo", "search"], { demo: "b", search: "a" }), "2");
        // What runs was never verified: the newest that was.
        assert.equal(earlier(["demo", "search"], { demo: "x", search: "a" }), "3");
        assert.equal(earlier(["search"], { demo: "x", search: "a" }), "1");
        assert.equal(earlier(["demo"], {}), "3");
        assert.equal(earlier(["nobody"], {}), undefined);
    });

    it("knows the tools of an image as they were verified last", () => {
        const record = recordOf(release("1", { demo: "a" }), release("2", { demo: "b" }), release("3", { demo: "a" }));
        assert.deepEqual(recordedTools(record, "demo", image("a")), ["a 3"]);
        assert.deepEqual(recordedTools(record, "demo", image("b")), ["b 2"]);
        assert.equal(recordedTools(record, "demo", image("c")), undefined);
    });
});
