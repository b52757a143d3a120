import assert from "node:assert/strict";
import { goDuration } from "../../../components/model/go-duration";

/** As `time.Duration.String()` writes them. */
const written: [string, string][] = [
    ["1h", "1h0m0s"],
    ["15m", "15m0s"],
    ["30s", "30s"],
    ["90m", "1h30m0s"],
    ["1h30m", "1h30m0s"],
    ["1.5h", "1h30m0s"],
    ["1.5s", "1.5s"],
    ["500ms", "500ms"],
    ["25h1s", "25h0m1s"],
    ["0s", "0s"],
    ["1h0m0s", "1h0m0s"],
];

describe("duration", () => {
    for (const [given, expected] of written) {
        it(`of ${given} is ${expected} to Go`, () => assert.equal(goDuration(given), expected));
    }
});
