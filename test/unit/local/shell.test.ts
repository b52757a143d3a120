import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { quoted } from "../../../local/quoted";

describe("export lines of the dev shell", () => {
    for (const value of ["plain", "two words", "it's", 'say "hi"', "$HOME `id` \\ !"]) {
        it(`a POSIX shell reads back ${JSON.stringify(value)}`, () => {
            assert.equal(execFileSync("/bin/sh", ["-c", `printf %s ${quoted(value)}`], { encoding: "utf8" }), value);
        });
    }
});
