import assert from "node:assert/strict";
import { createHmac, createPublicKey } from "node:crypto";
import { request } from "node:http";
import type { JWTPayload } from "jose";
import type { DemoServer } from "../../support/demo-server";
import { type OpenIdProvider, startOpenIdProvider } from "../../support/openid-provider";
import {
    callWithHeaders,
    callWithToken,
    metadataUrl,
    resource,
    startProtectedDemo,
} from "../../support/protected-demo";
import { assertRefused, callWith, refusals } from "../../support/refusals";

const now = () => Math.floor(Date.now() / 1000);
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

describe("servers: what authentication refuses", () => {
    let provider: OpenIdProvider;
    let stranger: OpenIdProvider;
    let server: DemoServer;
    before(async () => {
        [provider, stranger] = await Promise.all([startOpenIdProvider({ path: "/realms/mcp" }), startOpenIdProvider()]);
        server = await startProtectedDemo(provider.issuer, { AUTH_CLOCK_SKEW_SECONDS: "60" });
    });
    after(() => Promise.all([server.stop(), provider.stop(), stranger.stop()]));

    const rightClaims = (): JWTPayload => ({
        iss: provider.issuer,
        sub: "caller",
        aud: resource,
        scope: "mcp:tools",
        exp: now() + 3600,
    });

    it("serves a call with a token of the issuer for this server", async () => {
        const { status, text } = await callWithToken(server.url, await provider.token({ resource }));
        assert.equal(status, 200);
        assert.match(text, /The sum is 42/);
    });

    for (const refusal of refusals(
        () => provider,
        () => stranger,
    )) {
        it(`refuses ${refusal.what}`, async () => {
            await assertRefused(await callWith(await refusal.token(resource), server.url), refusal, metadataUrl);
        });
    }

    const forged: Record<string, { token: () => Promise<string> | string; says: RegExp }> = {
        "a token without a signature (alg none)": {
            token: () => `${encoded({ alg: "none", typ: "at+jwt" })}.${encoded(rightClaims())}.`,
            says: /algorithm that is not taken|is no JWT/,
        },
        "a token that is signed with the public key as a shared secret (HS256)": {
            token() {
                const key = createPublicKey({ key: provider.publicKey() as never, format: "jwk" });
                const secret = key.export({ type: "spki", format: "pem" });
                const kid = provider.publicKey().kid;
                const signed = `${encoded({ alg: "HS256", typ: "at+jwt", kid })}.${encoded(rightClaims())}`;
                return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
            },
            says: /algorithm that is not taken/,
        },
        "a token by a key that the issuer does not publish": {
            token: () => provider.sign({ aud: resource }, { kid: "unknown" }),
            says: /a key that its issuer does not publish/,
        },
        "a token with the signature of another": {
            async token() {
                const [header, payload] = (await provider.sign({ aud: resource, sub: "mallory" })).split(".");
                return [header, payload, (await provider.sign({ aud: resource })).split(".")[2]].join(".");
            },
            says: /the token's signature is wrong/,
        },
        "a token that never expires": {
            token: () => provider.sign({ aud: resource, exp: undefined }),
            says: /the token's claim exp is missing/,
        },
        "a token that the issuer's key signed in another's name, as tenants that share keys could": {
            token: () => provider.sign({ aud: resource, iss: `${provider.issuer}/other` }),
            says: /the token is not of the issuer http:.*\/realms\/mcp$/,
        },
        "a token from the future": {
            token: () => provider.sign({ aud: resource, iat: now() + 3600, exp: now() + 7200 }),
            says: /issued in the future/,
        },
        "a token for nobody in particular": {
            token: () => provider.sign({ aud: undefined }),
            says: /the token is for no audience, not for https:\/\/mcp\.example\.com\/demo\/mcp/,
        },
        "an expired token, beyond the clock skew": {
            token: () => provider.sign({ aud: resource, exp: now() - 62 }),
            says: /the token has expired/,
        },
        "a token that is not valid yet, beyond the clock skew": {
            token: () => provider.sign({ aud: resource, nbf: now() + 62 }),
            says: /the token is not valid yet/,
        },
    };
    for (const [what, { token, says }] of Object.entries(forged)) {
        it(`refuses ${what}, and says why`, async () => {
            const response = await callWith(await token(), server.url);
            const challenge = response.headers.get("www-authenticate") ?? "";
            await assertRefused(
                response,
                { what, token: async () => "", status: 401, error: "invalid_token" },
                metadataUrl,
            );
            assert.match(/error_description="([^"]*)"/.exec(challenge)?.[1] ?? "", says);
        });
    }

    for (const [what, claims] of Object.entries({
        "expired within the clock skew": () => ({ exp: now() - 58 }),
        "not valid for another moment within the clock skew": () => ({ nbf: now() + 58 }),
        "with its scopes as an array (scp)": () => ({ scope: undefined, scp: ["mcp:tools"] }),
        "for several audiences, this server among them": () => ({ aud: ["https://other.example.com", resource] }),
        "for the server's URL with a slash after it": () => ({ aud: `${resource}/` }),
    })) {
        it(`takes a token ${what}`, async () => {
            const token = await provider.sign({ aud: resource, ...claims() });
            assert.equal((await callWithToken(server.url, token)).status, 200);
        });
    }

    it("gives no error code to a caller without a token, only what to do (RFC 6750)", async () => {
        const { status, headers } = await callWithHeaders(server.url, {});
        assert.equal(status, 401);
        assert.equal(headers.get("www-authenticate"), `Bearer scope="mcp:tools", resource_metadata="${metadataUrl}"`);
    });

    for (const [what, authorization] of Object.entries({
        "an empty token": "Bearer ",
        "another scheme": "Basic YTpi",
    })) {
        it(`takes ${what} for a missing one`, async () => {
            const { status, headers } = await callWithHeaders(server.url, { authorization });
            assert.equal(status, 401);
            assert.doesNotMatch(headers.get("www-authenticate") ?? "", /error=/);
        });
    }

    it("refuses a token in the URL, also beside a good one in the header", async () => {
        const token = await provider.token({ resource });
        const { status, headers } = await callWithToken(`${server.url}?access_token=${token}`, token);
        assert.equal(status, 400);
        assert.match(
            headers.get("www-authenticate") ?? "",
            /^Bearer error="invalid_request", error_description="a token in the URL/,
        );
        assert.match(headers.get("www-authenticate") ?? "", new RegExp(`resource_metadata="${metadataUrl}"`));
    });

    it("refuses two tokens in one header", async () => {
        const token = await provider.token({ resource });
        const { status, headers } = await callWithHeaders(server.url, {
            authorization: `Bearer ${token}, Bearer ${token}`,
        });
        assert.equal(status, 400);
        assert.match(headers.get("www-authenticate") ?? "", /error="invalid_request"/);
    });

    it("refuses two Authorization headers, although the first is good", async () => {
        const good = `Bearer ${await provider.token({ resource })}`;
        const { status, challenge } = await new Promise<{ status?: number; challenge?: string }>((resolve, reject) => {
            const headers = ["host", "mcp.example.com", "authorization", good, "authorization", "Bearer other"];
            request(server.url, { method: "POST", headers }, (response) => {
                response.resume();
                resolve({ status: response.statusCode, challenge: response.headers["www-authenticate"] });
            })
                .once("error", reject)
                .end();
        });
        assert.equal(status, 400);
        assert.match(challenge ?? "", /error="invalid_request", error_description="there are 2 Authorization headers/);
    });

    it("needs no token for the probes", async () => {
        assert.equal((await fetch(`${server.origin}/health`)).status, 200);
    });

    it("keeps tokens out of the log, and says there who was refused and why", async () => {
        const token = await provider.token({ resource: "https://other.example.com" });
        await callWithToken(server.url, token);
        assert.match(
            server.logText(),
            /"code":"invalid_token","reason":"the token is for https:\/\/other\.example\.com/,
        );
        assert.ok(!server.logText().includes(token.split(".")[2] as string), "the token's signature is in the log");
    });

    it("counts how attempts end", async () => {
        const count = async (result: string) => {
            const text = await (await fetch(`${server.origin}/metrics`)).text();
            return Number(
                new RegExp(`mcp_auth_attempts_total\\{[^}]*result="${result}"[^}]*\\} (\\d+)`).exec(text)?.[1],
            );
        };
        const [good, missing] = [await count("success"), await count("missing_token")];
        await callWithToken(server.url, await provider.token({ resource }));
        await callWithHeaders(server.url, {});
        assert.deepEqual([await count("success"), await count("missing_token")], [good + 1, missing + 1]);
    });
});
