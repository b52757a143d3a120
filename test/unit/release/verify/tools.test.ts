import assert from "node:assert/strict";
import { toolsExpectation } from "../../../../release/verify/expectation";
import { toolsDiff } from "../../../../release/verify/tools/diff";
import { toolSnapshot } from "../../../../release/verify/tools/snapshot";
import { diffCounts, diffLines, diffMarkdown } from "../../../../release/verify/tools/text";
import { toolsVerdict } from "../../../../release/verify/tools/verdict";
import { emptyRecord, type ReleaseRecord } from "../../../../stacks/release-record";

const schema = { type: "object", properties: { limit: { type: "number", maximum: 10 } }, required: ["b", "a"] };
const search = { name: "search", description: "Searches", inputSchema: schema };
const add = { name: "add", description: "Adds", inputSchema: { type: "object" } };

describe("a snapshot of tools", () => {
    it("is the same whatever the order of tools, keys and required names", () => {
        const { properties, type } = schema;
        const turned = {
            inputSchema: { required: ["a", "b"], type, properties },
            name: "search",
            description: "Searches",
        };
        assert.deepEqual(toolSnapshot([search, add]), toolSnapshot([add, turned]));
    });

    it("is another when anything is that a model is told", () => {
        const { hash } = toolSnapshot([search]);
        const others = [
            { ...search, description: "Searches " },
            { ...search, title: "Search" },
            { ...search, annotations: { readOnlyHint: true } },
            { ...search, outputSchema: { type: "object" } },
            { ...search, inputSchema: { ...schema, properties: { limit: { type: "number", maximum: 11 } } } },
        ];
        const hashes = others.map((tool) => toolSnapshot([tool]).hash);
        assert.equal(new Set([hash, ...hashes]).size, others.length + 1);
    });

    it("leaves out what models are not told", () => {
        assert.deepEqual(toolSnapshot([{ ...search, _meta: { at: 1 }, icons: [] }]), toolSnapshot([search]));
    });

    it("keeps the order of lists whose order may matter", () => {
        const withEnum = (values: string[]) => ({ ...add, inputSchema: { enum: values } });
        assert.notEqual(toolSnapshot([withEnum(["a", "b"])]).hash, toolSnapshot([withEnum(["b", "a"])]).hash);
    });
});

describe("a difference between tools", () => {
    const before = toolSnapshot([search, add]);
    const changed = {
        ...search,
        description: "Searches all",
        inputSchema: { ...schema, properties: { limit: { type: "number", maximum: 99 }, page: { type: "number" } } },
    };

    it("names what was added and removed, and what changed by its path", () => {
        const diff = toolsDiff(before, toolSnapshot([changed, { name: "drop", description: "Drops" }]));
        assert.deepEqual(diffLines(diff), [
            '- tool add: "Adds"',
            '+ tool drop: "Drops"',
            "! tool search",
            '-   description: "Searches"',
            '+   description: "Searches all"',
            "-   inputSchema.properties.limit.maximum: 10",
            "+   inputSchema.properties.limit.maximum: 99",
            '+   inputSchema.properties.page: {"type":"number"}',
        ]);
        assert.equal(diffCounts(diff), "1 added, 1 removed, 1 changed");
    });

    it("shows the place where long texts part", () => {
        const long = "x".repeat(5000);
        const lines = diffLines(
            toolsDiff(
                toolSnapshot([{ ...add, description: `${long} end` }]),
                toolSnapshot([{ ...add, description: `${long} evil` }]),
            ),
        );
        assert.match(lines[2] ?? "", /^\+ {3}description: …x{30,40} evil"$/);
    });

    it("writes out what nobody would see", () => {
        const hidden = "Adds\u200b\u202e\u{e0041}";
        const [, , after] = diffLines(toolsDiff(before, toolSnapshot([search, { ...add, description: hidden }])));
        assert.equal(after, '+   description: "Adds\\u{200b}\\u{202e}\\u{e0041}"');
    });

    it("stays a block of code in Markdown, whatever a server writes", () => {
        const description = "```\n# Approved by everybody";
        const lines = diffMarkdown(toolsDiff(before, toolSnapshot([search, { ...add, description }]))).split("\n");
        assert.deepEqual([lines[0], lines.at(-1)], ["````diff", "````"]);
        assert.equal(lines.length, 5);
    });
});

describe("the verdict on tools", () => {
    const recorded = toolSnapshot([search]);
    const found = toolSnapshot([search, add]);
    const verdict = (expected: { enforced?: boolean; accepted?: boolean }) =>
        toolsVerdict(found, { recorded, recordedIn: "staging", enforced: false, accepted: false, ...expected });

    it("passes what nothing is recorded of, and what is as recorded", () => {
        const { finding } = toolsVerdict(found, { enforced: true, accepted: false });
        assert.equal(finding.verdict, "ok");
        const same = toolsVerdict(recorded, { recorded, enforced: true, accepted: false });
        assert.deepEqual([same.finding.verdict, same.diff], ["ok", undefined]);
    });

    it("shows drift where images are built", () => {
        const { finding, diff } = verdict({});
        assert.equal(finding.verdict, "ok");
        assert.match(finding.found, /2 tools, other than recorded in staging: 1 added/);
        assert.deepEqual(
            diff?.added.map(({ name }) => name),
            ["add"],
        );
    });

    it("fails drift where it is enforced, unless it is accepted", () => {
        const { finding } = verdict({ enforced: true });
        assert.deepEqual([finding.verdict, finding.settled], ["failed", true]);
        assert.equal(verdict({ enforced: true, accepted: true }).finding.verdict, "ok");
    });
});

describe("what tools are held against", () => {
    const image = (letter: string, registry = "prod.example") => `${registry}/demo@sha256:${letter.repeat(64)}`;
    const tools = (name: string) => toolSnapshot([{ name }]);
    const record = (...entries: [string, string][]): ReleaseRecord => ({
        ...emptyRecord,
        verified: entries.map(([of, name]) => ({
            at: "2026-01-01",
            servers: { demo: { image: of, tools: tools(name) } },
        })),
    });
    const recordedIn = (own: ReleaseRecord, from?: ReleaseRecord) => {
        const records = { stack: "prod", own, ...(from && { from: { stack: "staging", record: from } }) };
        const { recorded, recordedIn: place, enforced } = toolsExpectation("demo", image("a"), records, false);
        return [recorded?.tools[0]?.name, place, enforced];
    };

    it("is what was verified last, where images are built", () => {
        assert.deepEqual(recordedIn(record([image("c"), "new"], [image("a"), "old"])), ["new", "prod", false]);
        assert.deepEqual(recordedIn(emptyRecord), [undefined, undefined, false]);
    });

    it("is what was verified with this digest where it was promoted from, in whichever registry", () => {
        const staging = record([image("c", "s.example"), "newer"], [image("a", "s.example"), "promoted"]);
        assert.deepEqual(recordedIn(record([image("b"), "before"]), staging), ["promoted", "staging", true]);
    });

    it("is what was verified with this digest here, once it was", () => {
        const own = record([image("b"), "other"], [image("a"), "accepted"]);
        assert.deepEqual(recordedIn(own, record([image("a"), "promoted"])), ["accepted", "prod", true]);
    });

    it("is what ran before, where nobody has verified this digest", () => {
        assert.deepEqual(recordedIn(record([image("b"), "before"]), emptyRecord), ["before", "prod", true]);
    });

    it("is nothing that another version of the tool wrote in another form", () => {
        const odd = { ...emptyRecord, verified: [{ at: "", servers: { demo: { image: image("a"), tools: ["x"] } } }] };
        assert.deepEqual(recordedIn(odd), [undefined, undefined, false]);
    });
});
