import assert from "node:assert/strict";
import {
    describeError,
    describeFailure,
    type ErrorDescription,
} from "../../../servers/runtime/observe/error-description";
import { textsIn } from "../../../servers/runtime/observe/own-texts";
import { scrub } from "../../../servers/runtime/observe/redaction";
import { assertLinear, counted } from "../../support/effort";

/** What parsers say of a text that is not what they take. */
function errorOf(parse: () => unknown): Error {
    try {
        parse();
    } catch (error) {
        return error as Error;
    }
    throw new Error("it could be parsed");
}

const told = (description: ErrorDescription) => JSON.stringify(description);

describe("texts of a call's arguments", () => {
    for (const [argument, text, clean] of [
        ["Bearer", "Authorization: Bearer abcdef1234567890", "Authorization: [redacted] [redacted]"],
        ["token", "GET https://api/x?token=s3cr3tvalue123", "GET https://api/x?[redacted]=[redacted]"],
        ["redis:", "connect redis://u:hunter2@h", "connect [redacted]//[redacted]@h"],
        ["authorization", "authorization: s3cr3tvalue123", "[redacted]: [redacted]"],
    ] as const) {
        it(`keep no secret of the server from being known: ${argument}`, () => {
            assert.equal(scrub(text, textsIn({ argument })), clean);
        });
    }

    for (const one of [" ", "=", "ab"]) {
        it(`are found behind more of the ${JSON.stringify(one)} that they begin with`, () => {
            const argument = `${one.repeat(100)}my private text`;
            for (const more of [1, 2, 50]) {
                const clean = scrub(`no use:${one.repeat(more)}${argument}!`, textsIn({ argument }));
                assert.match(clean, /^no use:(\[redacted\]| |=|ab)*\[redacted\]!$/);
            }
        });
    }

    it("are known by their beginning where they go on differently", () => {
        const begun = "z".repeat(64);
        const own = textsIn([`${begun}private`, `${begun}personal`]);
        assert.equal(scrub(`no ${begun}personal and ${begun}private`, own), "no [redacted] and [redacted]");
    });

    it("are not told where V8 quotes a piece of them", () => {
        for (const json of [
            "my bank account is 12-34",
            '{"account": "ok", "text": my bank account}',
            '[my "bank" acc',
        ]) {
            const error = errorOf(() => JSON.parse(json));
            assert.match(error.message, /bank/, "it is quoted");
            assert.doesNotMatch(told(describeError(error, textsIn({ json }))), /bank/);
            const passedOn = new Error(`cannot use it: ${error.message}`);
            assert.doesNotMatch(told(describeError(passedOn, textsIn({ json }))), /bank/);
            const cause = new Error("cannot use it", { cause: error });
            assert.doesNotMatch(told(describeError(cause, textsIn({ json }))), /bank/);
            assert.doesNotMatch(told(describeError(error.message, textsIn({ json }))), /bank/);
        }
        const code = "return my bank account";
        assert.doesNotMatch(
            told(
                describeError(
                    errorOf(() => new Function(code)),
                    textsIn({ code }),
                ),
            ),
            /bank/,
        );
    });

    it("leave what a parser expected, and where it was, in its errors", () => {
        const json = '{"account": 1 my bank}';
        const { message, stack = "" } = describeError(
            errorOf(() => JSON.parse(json)),
            textsIn({ json }),
        );
        assert.equal(message, "Expected ',' or '}' after property value in JSON at position 14");
        assert.match(stack, /own-texts\.test\.ts/);
    });

    it("leave errors of parsers as they are in calls without any", () => {
        const error = errorOf(() => JSON.parse("<html>not found</html>"));
        assert.equal(describeError(error, textsIn({ page: 2 })).message, error.message);
    });

    it("are described once for all who tell of a call, and anew for another call", () => {
        const error = new Error("no private text");
        const call = { arguments: { text: "private text" } };
        const described = describeFailure(call, error);
        assert.equal(described.message, "no [redacted]");
        assert.equal(describeFailure(call, error), described);
        assert.equal(describeFailure(call, new Error("other")).message, "other");
        assert.equal(describeFailure({ arguments: {} }, error).message, "no private text");
    });

    const quote = '"&ä\n';
    const manyCharacters = Array.from({ length: 240 }, (_, index) => `${index}${quote.repeat(4096)}`);
    for (const [what, args] of [
        ["objects", Array.from({ length: 700_000 }, () => ({}))],
        ["short texts", Array.from({ length: 700_000 }, () => "a")],
        ["characters", manyCharacters],
    ] as const) {
        it(`are given up, and nothing told, where there are too many ${what}`, () => {
            const { list, seen } = counted<unknown>(args);
            assert.equal(textsIn(list), "too many");
            assert.ok(seen() < 20_000, `${seen()} of them were looked at`);
            assert.equal(describeError(new Error("why"), textsIn(args)).message, "[redacted]");
        });
    }

    it("are looked for in no more than their share of time where they all begin alike", () => {
        const spaces = " ".repeat(64);
        const own = Array.from({ length: 1000 }, (_, index) => `${spaces}${index}`);
        const short = Array.from({ length: 60 }, (_, index) => " ".repeat(4 + index));
        const long = Array.from({ length: 60 }, (_, index) => `${" ".repeat(8000)}${index}`);
        for (const texts of [own, short, long]) {
            assertLinear((length) => scrub(" ".repeat(length), texts, length), { short: 4000, long: 16_000 });
        }
    });
});
