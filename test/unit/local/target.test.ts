import assert from "node:assert/strict";
import { embeddedTarget, resolveTarget } from "../../../local/target";

describe("the target of npm run dev", () => {
    it("is the embedded cluster when nothing is named", () => {
        assert.equal(resolveTarget({}), embeddedTarget);
    });

    it("needs the registry beside the context, and the context beside the registry", () => {
        assert.throws(() => resolveTarget({ context: "kind-kind" }), /--context and --registry go together/);
        assert.throws(() => resolveTarget({ registry: "localhost:5001" }), /--context and --registry go together/);
    });

    it("keeps the state of two clusters apart", () => {
        const one = resolveTarget({ context: "kind-one", registry: "localhost:5001" });
        const other = resolveTarget({ context: "arn:aws:eks:eu-west-1:1/two", registry: "localhost:5001" });
        assert.equal(new Set([one.backendDir, other.backendDir, embeddedTarget.backendDir]).size, 3);
    });
});
