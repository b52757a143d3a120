import assert from "node:assert/strict";
import { tokenContents, warnings } from "../../../token/contents";
import { wantedToken } from "../../../token/wanted";

const issuer = "https://auth.example.com/realms/mcp";
const resource = "https://mcp.example.com/demo/mcp";

describe("what token is wanted", () => {
    const ofStack = () => ({ issuer, scopes: ["mcp:tools"], resource });
    const server = { stack: "prod", server: "demo", clientId: "me" };

    it("is what the server of a stack asks for", () => {
        assert.deepEqual(wantedToken(server, ofStack), { issuer, clientId: "me", scopes: ["mcp:tools"], resource });
    });

    it("has other scopes where they are given", () => {
        assert.deepEqual(wantedToken({ ...server, scope: ["mcp:admin"] }, ofStack).scopes, ["mcp:admin"]);
    });

    it("is none of another issuer than the server's", () => {
        const options = { ...server, issuer: "https://other.example.com" };
        assert.throws(() => wantedToken(options, ofStack), /demo of prod takes tokens of https:\/\/auth\.example\.com/);
    });

    it("needs the server beside the stack", () => {
        assert.throws(
            () => wantedToken({ stack: "prod", clientId: "me" }, ofStack),
            /--stack and --server go together/,
        );
    });
});

describe("what a token says", () => {
    const wanted = { issuer, clientId: "me", scopes: ["mcp:tools", "mcp:admin"], resource };
    const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.e30`;

    it("is compared with what was wanted", () => {
        const contents = tokenContents({ token: jwt({ sub: "me", aud: "account", scope: "mcp:tools" }) }, wanted);
        assert.deepEqual(warnings(contents, wanted), [
            `the token is for account, not for ${resource}: give the client this audience at the issuer`,
            "the token lacks the scope mcp:admin",
        ]);
    });

    it("is what the issuer says beside it when it is opaque", () => {
        const contents = tokenContents(
            { token: "opaque", scope: "mcp:tools mcp:admin", expiresInSeconds: 60 },
            wanted,
            0,
        );
        assert.deepEqual(contents, {
            issuer,
            clientId: "me",
            scopes: ["mcp:tools", "mcp:admin"],
            audience: [],
            expires: "1970-01-01T00:01:00.000Z",
        });
        assert.deepEqual(warnings(contents, wanted), []);
    });
});
