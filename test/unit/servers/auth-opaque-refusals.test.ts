import type { DemoServer } from "../../support/demo-server";
import { opaqueRefusals } from "../../support/opaque-refusals";
import { type OpenIdProvider, resourceServer, startOpenIdProvider } from "../../support/openid-provider";
import { metadataUrl, resource, startProtectedDemo } from "../../support/protected-demo";
import { assertRefused, callWith } from "../../support/refusals";

const credentials = { AUTH_CLIENT_ID: resourceServer.id, AUTH_CLIENT_SECRET: resourceServer.secret };

describe("servers: what authentication by introspection refuses", () => {
    let provider: OpenIdProvider;
    let stranger: OpenIdProvider;
    let server: DemoServer;
    before(async () => {
        [provider, stranger] = await Promise.all([startOpenIdProvider({ path: "/realms/mcp" }), startOpenIdProvider()]);
        server = await startProtectedDemo(provider.issuer, credentials);
    });
    after(() => Promise.all([server.stop(), provider.stop(), stranger.stop()]));

    for (const refusal of opaqueRefusals(
        () => provider,
        () => stranger,
    )) {
        it(`refuses ${refusal.what}`, async () => {
            await assertRefused(await callWith(await refusal.token(resource), server.url), refusal, metadataUrl);
        });
    }
});
