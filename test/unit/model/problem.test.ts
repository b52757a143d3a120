import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import { refusal, refuse } from "../../../components/model/problem";

/** What Pulumi's program runner prints of an error; its type is not published. */
const { defaultErrorMessage } = require("@pulumi/pulumi/cmd/run/error") as {
    defaultErrorMessage(error: Error): string;
};

describe("what ends a program", () => {
    it("is nothing where there are no problems", () => {
        assert.doesNotThrow(() => refuse([]));
    });

    it("names all problems at once, and that nothing was created", () => {
        assert.throws(() => refuse(["one", "two"]), new RunError("2 problems, nothing was created:\n  one\n  two"));
    });

    it("is its message alone to Pulumi, also with the whole runtime hanging on it", () => {
        const error = Object.assign(refusal(["one"]), { promise: { runtime: "x".repeat(10) } });
        assert.equal(defaultErrorMessage(error), error.message);
    });
});
