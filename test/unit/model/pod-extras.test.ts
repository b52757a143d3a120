import assert from "node:assert/strict";
import { mergedExtras } from "../../../components/model/pod-extras";
import { startProblems, stdioExtras } from "../../../components/model/stdio";

describe("extras of a pod", () => {
    it("are those of all parts together, and of a program the last one", () => {
        const merged = mergedExtras(
            { env: [{ name: "A", value: "1" }], podAnnotations: { a: "1" }, command: ["node"], args: ["a.js"] },
            undefined,
            { env: [{ name: "B", value: "2" }], podAnnotations: { b: "2" }, command: ["python"] },
            { command: undefined, imagePullSecrets: ["registry"] },
        );
        assert.deepEqual(
            merged.env?.map(({ name }) => name),
            ["A", "B"],
        );
        assert.deepEqual(merged.podAnnotations, { a: "1", b: "2" });
        assert.deepEqual([merged.command, merged.args], [["python"], ["a.js"]]);
        assert.deepEqual(merged.imagePullSecrets, ["registry"]);
        assert.equal(merged.imagePullPolicy, undefined);
    });
});

describe("stdio server", () => {
    it("is started by the bridge, word for word", () => {
        const { command, args } = stdioExtras({ command: ["python", "-m", "server", "--flag"] }) ?? {};
        assert.equal(command?.[0], "node");
        assert.deepEqual(args, ["--", "python", "-m", "server", "--flag"]);
        assert.equal(stdioExtras(undefined), undefined);
    });

    it("has no other command beside it", () => {
        const stdio = { command: ["server"] };
        const fields = (args: Parameters<typeof startProblems>[0]) => startProblems(args).map(({ field }) => field);
        assert.deepEqual(fields({ stdio, command: ["node"] }), ["command"]);
        assert.deepEqual(fields({ stdio, args: ["x"] }), ["args"]);
        assert.deepEqual(fields({ stdio: { command: [] } }), ["stdio.command"]);
        assert.deepEqual(fields({ command: [] }), ["command"]);
        assert.deepEqual(fields({ stdio }), []);
    });
});
