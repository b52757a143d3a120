import assert from "node:assert/strict";
import { describeError } from "../../../servers/runtime/observe/error-description";
import { textsIn } from "../../../servers/runtime/observe/own-texts";
import { scrub, withoutSecrets } from "../../../servers/runtime/observe/redaction";
import { assertLinear, counted } from "../../support/effort";

const jsonWebToken = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

describe("redaction", () => {
    for (const [what, text, secret] of [
        ["the header Authorization", "authorization: Bearer abcdef123456", "abcdef123456"],
        ["a scheme in a sentence", "sent Basic dXNlcjpwYXNz to the API", "dXNlcjpwYXNz"],
        ["a JSON Web Token", `not valid: ${jsonWebToken}`, "eyJzdWIi"],
        ["a parameter of a URL", "GET https://api.example.com/x?page=2&access_token=s3cret&y=1", "s3cret"],
        ["a field of JSON", '{"client_secret": "s3cret", "page": 2}', "s3cret"],
        ["the password of a URL", "connect redis://default:s3cret@redis:6379/0", "s3cret"],
        ["the password of a URL without a user", "connect redis://:s3cret@redis:6379/0", "s3cret"],
        ["a JSON Web Token behind a prefix", `session-${jsonWebToken}`, "eyJzdWIi"],
        ["a key of AWS", "AKIAIOSFODNN7EXAMPLE was refused", "AKIAIOSFODNN7EXAMPLE"],
        ["a token of GitHub", "ghp_0123456789abcdefghijABCDEFGHIJ456789", "ghp_0123"],
        ["a cookie", "cookie: session=s3cret", "s3cret"],
        ["an API's key in a header", "x-api-key: s3cret", "s3cret"],
    ] as const) {
        it(`takes ${what} out of a text`, () => {
            const clean = scrub(text);
            assert.ok(!clean.includes(secret), clean);
            assert.match(clean, /\[redacted\]/);
        });
    }

    it("leaves texts as they are that tell no secret", () => {
        for (const text of [
            "connect ECONNREFUSED 10.0.0.7:6379",
            "the token has expired",
            "GET https://api.example.com/repos?page=2 answered 404",
            "at run (/srv/server.js:10:7)",
        ]) {
            assert.equal(scrub(text), text);
        }
    });

    it("takes a tool's arguments out of the errors of its call, but not what stands everywhere", () => {
        const own = textsIn({ query: { repository: "private-repository", tags: ["internal"] }, order: "asc" });
        const { message } = describeError(new Error('no "private-repository" with internal in asc'), own);
        assert.equal(message, 'no "[redacted]" with [redacted] in asc');
    });

    for (const [how, quoted] of [
        ["in JSON", (text: string) => JSON.stringify(text)],
        ["in a URL", encodeURIComponent],
        ["as a parameter of a URL", (text: string) => String(new URLSearchParams({ q: text }))],
        ["by its beginning", (text: string) => `${text.slice(0, 80)}…`],
    ] as const) {
        it(`takes an argument out of an error that quotes it ${how}`, () => {
            const argument = `my "private"\ndiagnosis & what follows of it, as the doctor has told me this morning on the phone`;
            const { message } = describeError(new Error(`no note ${quoted(argument)}`), textsIn({ argument }));
            assert.match(message, /^no note .*\[redacted\]/);
            assert.doesNotMatch(message, /private|diagnosis|doctor/);
        });
    }

    it("looks for arguments in the error alone, not in what stands in their place", () => {
        const own = textsIn(["reda", "cted", "redacted", "[red", "ted]"]);
        assert.equal(scrub("reda or cted", own), "[redacted] or [redacted]");
        assert.equal(scrub("nothing of it", own), "nothing of it");
    });

    it("takes out arguments that overlap or contain one another, as a whole", () => {
        const own = textsIn(["the project", "project plan", "plan"]);
        assert.equal(scrub("no such thing: the project plan!", own), "no such thing: [redacted]!");
    });

    it("leaves the whole message out where there are too many arguments to look for", () => {
        const args = Array.from({ length: 200_000 }, (_, number) => `private-${number}`);
        const { message, stack } = describeError(new Error("no private-17"), textsIn(args));
        assert.equal(message, "[redacted]");
        assert.doesNotMatch(stack ?? "", /private-17/);
    });

    it("finds arguments of any depth, in a circle, or of half a character", () => {
        const circle: Record<string, unknown> = { text: "\ud800private" };
        circle.self = circle;
        const deep = JSON.parse(`${"[".repeat(200)}"hidden deep"${"]".repeat(200)}`);
        const own = textsIn([circle, deep]);
        assert.equal(scrub("\ud800private and hidden deep", own), "[redacted] and [redacted]");
    });

    it("cuts what clients can make long, and still says where it was thrown", () => {
        const { message, stack = "" } = describeError(new Error(`no method ${"a".repeat(1_000_000)}`));
        assert.match(message, /^no method a+…$/);
        assert.ok(message.length < 5000, `${message.length}`);
        assert.ok(stack.length < 15_000, `${stack.length}`);
        assert.match(stack, /redaction\.test\.ts/);
        assert.ok(String(withoutSecrets("b".repeat(1_000_000))).length < 5000);
    });

    it("cuts no secret and no argument in two, which would then not be known any more", () => {
        for (let before = 4000; before < 4110; before += 1) {
            const begun = "x".repeat(before - 1);
            assert.doesNotMatch(scrub(`${begun} redis://ada:hunter22@redis and more words ${begun}`), /hunter/);
            const clean = scrub(`${begun} a private matter of mine ${begun}`, textsIn(["a private matter of mine"]));
            assert.doesNotMatch(clean, /private|matter/);
        }
    });

    it("cuts no secret in two in a text without spaces", () => {
        for (let before = 3900; before < 4110; before += 1) {
            const text = JSON.stringify({
                a: "y".repeat(before),
                u: "redis://u:hunter2hunter2@h",
                more: "z".repeat(900),
            });
            assert.doesNotMatch(scrub(text), /hunter/);
        }
    });

    for (const piece of ["a", "eyJ-", "token", "token ", "//a:", "//", "basic ", "sk", "-", "api_key = ", "a.eyJ"]) {
        it(`takes no more than its share of time for a long text of ${JSON.stringify(piece)}`, () => {
            const scrubbed = (length: number) => scrub(piece.repeat(length / piece.length), [], length);
            assertLinear(scrubbed, { short: 16_000, long: 64_000 });
        });
    }

    it("takes of an error what it is, not what hangs on it", () => {
        const error = Object.assign(new TypeError("failed", { cause: "token=s3cret" }), {
            config: { headers: "s3cret" },
        });
        const described = describeError(error);
        assert.ok(!JSON.stringify(described).includes("s3cret"));
        assert.equal(described.type, "TypeError");
        assert.match(described.stack ?? "", /redaction\.test\.ts/);
        assert.equal(described.cause?.message, "token=[redacted]");
    });

    it("takes secrets out of arguments by names and looks, at any depth", () => {
        const args = {
            text: "hello",
            api_key: "k",
            nested: [{ password: "p", note: `Bearer ${jsonWebToken}` }],
            page: 2,
        };
        assert.deepEqual(withoutSecrets(args), {
            text: "hello",
            api_key: "[redacted]",
            nested: [{ password: "[redacted]", note: "Bearer [redacted]" }],
            page: 2,
        });
    });

    it("copies of large arguments what is told, and says where it stops", () => {
        const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`name${index}`, index]));
        for (const args of [Array.from({ length: 300_000 }, () => "a"), names, { a: [names, names] }]) {
            const json = JSON.stringify(withoutSecrets(args));
            assert.ok(json.length > 32_000 && json.length < 40_000, `${json.length}`);
            assert.match(json, /"…"/);
        }
        const { list, seen } = counted(Array.from({ length: 1_000_000 }, () => "a"));
        withoutSecrets(list);
        assert.ok(seen() < 100_000, `${seen()} of them were looked at`);
    });

    it("copies arguments whole as long as they are not too large", () => {
        const args = { list: Array.from({ length: 8000 }, (_, index) => index % 10), text: "b".repeat(4000) };
        assert.deepEqual(withoutSecrets(args), args);
    });
});
