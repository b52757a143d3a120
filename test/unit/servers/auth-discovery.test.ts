import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mock } from "node:test";
import { discover } from "../../../servers/runtime/auth/issuer";
import { startOpenIdProvider } from "../../support/openid-provider";
import { callWithToken, resource, startProtectedDemo } from "../../support/protected-demo";

describe("servers: metadata of the issuer of tokens", () => {
    const stops: (() => Promise<void>)[] = [];
    afterEach(async () => {
        await Promise.all(stops.splice(0).map((stop) => stop()));
    });

    /** An issuer that publishes one document at one place. */
    async function publishing(
        path: string,
        document: (origin: string) => object,
        elsewhere: (response: ServerResponse) => void = (response) => response.writeHead(404).end(),
    ): Promise<string> {
        const http = createServer((request, response) => {
            const { port } = http.address() as AddressInfo;
            if (request.url === path) response.end(JSON.stringify(document(`http://127.0.0.1:${port}`)));
            else elsewhere(response);
        });
        await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
        stops.push(async () => void http.close());
        return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    }

    for (const [how, elsewhere] of [
        ["is empty", undefined],
        ["leads elsewhere", (response) => response.writeHead(302, { location: "https://example.com" }).end()],
        ["does not answer", (response) => response.destroy()],
    ] as [string, ((response: ServerResponse) => void) | undefined][]) {
        it(`is found where RFC 8414 has it, when OpenID Connect's place ${how}`, async () => {
            const provider = await startOpenIdProvider();
            const path = "/.well-known/oauth-authorization-server/tenant";
            const origin = await publishing(
                path,
                (issuer) => ({ issuer: `${issuer}/tenant`, jwks_uri: `${provider.issuer}/jwks` }),
                elsewhere,
            );
            const server = await startProtectedDemo(`${origin}/tenant`);
            stops.push(server.stop, provider.stop);
            const token = await provider.sign({ iss: `${origin}/tenant`, aud: resource });
            assert.equal((await callWithToken(server.url, token)).status, 200);
        });
    }

    it("is told of with every place where it was looked for", async () => {
        const origin = await publishing("/none", () => ({}));
        await assert.rejects(discover(`${origin}/tenant`), ({ message }: Error) => {
            assert.match(message, /tenant\/\.well-known\/openid-configuration answers 404; /);
            assert.match(message, /\/\.well-known\/oauth-authorization-server\/tenant answers 404$/);
            return true;
        });
    });

    describe("of an issuer that is reached by another address", () => {
        const issuer = "https://keycloak.example.com/realms/mcp";
        const path = "/realms/mcp/.well-known/openid-configuration";
        const callAt = async (said: string) => {
            const provider = await startOpenIdProvider();
            const origin = await publishing(path, () => ({ issuer: said, jwks_uri: `${provider.issuer}/jwks` }));
            const server = await startProtectedDemo(issuer, { AUTH_SERVER_URL: `${origin}/realms/mcp` });
            stops.push(server.stop, provider.stop);
            const { status } = await callWithToken(server.url, await provider.sign({ iss: issuer, aud: resource }));
            return { status, server };
        };

        it("is read there, and may have keys there without https", async () => {
            assert.equal((await callAt(issuer)).status, 200);
        });

        it("must still be of that issuer", async () => {
            const { status, server } = await callAt("https://keycloak.example.com/realms/other");
            assert.equal(status, 503);
            assert.match(server.logText(), /is of the issuer .*letter by letter/);
        });
    });

    it("that comes by https is not believed when it has keys without", async () => {
        const issuer = "https://keycloak.example.com/realms/mcp";
        const answered = mock.method(globalThis, "fetch", async () =>
            Response.json({ issuer, jwks_uri: "http://keycloak.example.com/realms/mcp/certs" }),
        );
        try {
            await assert.rejects(discover(issuer), /has jwks_uri http:.*, which is not https as the issuer is/);
        } finally {
            answered.mock.restore();
        }
    });

    it("of another issuer is not believed", async () => {
        const provider = await startOpenIdProvider();
        const path = "/.well-known/openid-configuration";
        const origin = await publishing(path, (issuer) => ({
            issuer: `${issuer}/`,
            jwks_uri: `${provider.issuer}/jwks`,
        }));
        const server = await startProtectedDemo(origin);
        stops.push(server.stop, provider.stop);
        const token = await provider.sign({ iss: origin, aud: resource });
        assert.equal((await callWithToken(server.url, token)).status, 503);
        assert.match(server.logText(), /is of the issuer .*an issuer is written the same everywhere, letter by letter/);
        assert.deepEqual(provider.asked, []);
    });
});
