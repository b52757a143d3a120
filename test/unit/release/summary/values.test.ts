import assert from "node:assert/strict";
import { configDifferences, historyValues } from "../../../../release/summary/config-diff";
import { valueAt } from "../../../../release/summary/property-path";
import { abridged } from "../../../../release/summary/values";
import { shown } from "../../../../release/summary/wire-values";
import { secretValue } from "./recorded";

describe("values in summaries", () => {
    it("are found by the engine's paths", () => {
        const value = { metadata: { annotations: { 'a.b/"c"': "found" } }, list: [{ name: "x" }] };
        assert.equal(valueAt(value, 'metadata.annotations["a.b/\\"c\\""]'), "found");
        assert.equal(valueAt(value, "list[0].name"), "x");
        assert.equal(valueAt(value, "list[3].name"), undefined);
    });

    it("hide secrets and say what is unknown, wherever they stand", () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const outputMark = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
        const value = [secretValue("x"), { at: unknown }, { ...outputMark, value: "x", secret: true }, outputMark];
        assert.deepEqual(shown(value), [
            "(secret)",
            { at: "(known after the update)" },
            "(secret)",
            "(known after the update)",
        ]);
    });

    it("are shown from where they differ when they are long", () => {
        const text = (end: string) => `${"x".repeat(1000)}${end}${"y".repeat(1000)}`;
        const [before = "", after = ""] = abridged(text("before"), text("after"), 100);
        assert.match(before, /^…x{40}beforey+… \(\d+ characters more\)$/);
        assert.match(after, /^…x{40}aftery+…/);
    });
});

describe("difference of configurations", () => {
    it("is told by the deepest keys that differ, whatever their order", () => {
        const before = { "mcp-eks:servers": '{"a":{"path":"/a","port":1},"b":{}}', "aws:region": "eu-central-1" };
        const after = {
            "mcp-eks:servers": '{"b":{},"a":{"port":1,"path":"/new"},"c":{"x":1}}',
            "aws:region": "eu-central-1",
        };
        assert.deepEqual(configDifferences(before, after), [
            { path: "mcp-eks:servers.a.path", before: "/a", after: "/new" },
            { path: "mcp-eks:servers.c", before: undefined, after: { x: 1 } },
        ]);
    });

    it("says of secure values only that they came or went", () => {
        const before = historyValues({ "mcp-eks:token": { value: "[secret]", secret: true } });
        assert.deepEqual(configDifferences(before, { "mcp-eks:token": "(secret)" }), []);
        assert.deepEqual(configDifferences(before, {}), [
            { path: "mcp-eks:token", before: "(secret)", after: undefined },
        ]);
    });
});
