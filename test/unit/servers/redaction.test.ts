import assert from "node:assert/strict";
import { describeError } from "../../../servers/runtime/observe/error-description";
import { scrub, textsIn, withoutSecrets } from "../../../servers/runtime/observe/redaction";

const jsonWebToken = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

describe("redaction", () => {
    for (const [what, text, secret] of [
        ["the header Authorization", "authorization: Bearer abcdef123456", "abcdef123456"],
        ["a scheme in a sentence", "sent Basic dXNlcjpwYXNz to the API", "dXNlcjpwYXNz"],
        ["a JSON Web Token", `not valid: ${jsonWebToken}`, "eyJzdWIi"],
        ["a parameter of a URL", "GET https://api.example.com/x?page=2&access_token=s3cret&y=1", "s3cret"],
        ["a field of JSON", '{"client_secret": "s3cret", "page": 2}', "s3cret"],
        ["the password of a URL", "connect redis://default:s3cret@redis:6379/0", "s3cret"],
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
});
