import assert from "node:assert/strict";
import { changesMarkdown, type PromotionFacts, promotion } from "../../../release/promotion";

const image = (server: string, letter: string) =>
    `registry.example.com/mcp/staging/${server}@sha256:${letter.repeat(64)}`;
const newest = {
    at: "2026-01-02T00:00:00Z",
    commit: "abc",
    servers: {
        demo: { image: image("demo", "b"), tools: [] },
        search: { image: image("search", "a"), tools: [] },
    },
};
const facts: PromotionFacts = {
    from: "staging",
    verified: [newest, { at: "2026-01-01T00:00:00Z", servers: {} }],
    deployed: { demo: image("demo", "b"), search: image("search", "a") },
    servers: ["demo", "search"],
    pins: { search: { image: image("search", "a"), at: "2026-01-01T01:00:00Z", from: "staging" } },
    at: "2026-01-02T03:04:05Z",
};
const reasons = (change: Partial<PromotionFacts>) => promotion({ ...facts, ...change }).reasons;
const plan = (change: Partial<PromotionFacts> = {}) => {
    const found = promotion({ ...facts, ...change });
    if (found.reasons) throw new Error(found.reasons.join("\n"));
    return found;
};

describe("promotion", () => {
    it("pins the digests of the newest verified release, where they were pushed to", () => {
        const { pins, changes, release } = plan();
        assert.deepEqual(pins, {
            demo: { image: image("demo", "b"), at: facts.at, from: "staging" },
            search: { image: image("search", "a"), at: facts.at, from: "staging" },
        });
        assert.deepEqual(changes, [{ server: "demo", before: undefined, after: image("demo", "b") }]);
        assert.equal(release.commit, "abc");
    });

    it("takes only the servers that were asked for", () => {
        // What the others run is nobody's business then.
        const { pins } = plan({ servers: ["search"], deployed: { search: image("search", "a") } });
        assert.deepEqual(Object.keys(pins), ["search"]);
    });

    it("is refused while nothing was verified", () => {
        assert.deepEqual(reasons({ verified: [] }), [
            'nothing of stack "staging" was ever verified; verify it: npm run release -- verify staging --record',
        ]);
    });

    it("is refused when what runs is not what was verified, by server", () => {
        const found = reasons({ deployed: { search: image("search", "c") } }) ?? [];
        assert.equal(found.length, 2);
        assert.match(found[0] ?? "", /^server "demo": stack "staging" runs nothing of it, and .* was verified/);
        assert.match(
            found[1] ?? "",
            /^server "search": stack "staging" runs .*@sha256:c+, and .*@sha256:a+ was verified/,
        );
    });

    it("is refused for a server that was not verified with the others", () => {
        assert.deepEqual(reasons({ servers: ["demo", "new"] }), [
            'server "new": it is not in the newest verified release of stack "staging" (2026-01-02T00:00:00Z)',
        ]);
    });

    it("is told as a table", () => {
        const { changes } = plan();
        assert.match(
            changesMarkdown("Title", changes),
            /### Title\n\n\| server .*\n.*\n\| demo \| `nothing` \| `sha256:b+` \|/,
        );
        assert.match(changesMarkdown("Title", []), /Nothing changes/);
    });
});
