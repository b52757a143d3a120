import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import * as present from "@modelcontextprotocol/client";
import * as earlier from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { execa } from "execa";
import { ports } from "../../local/addresses";
import { nodeAddress } from "../../local/cluster/node-network";
import { repositoryDir } from "../../local/paths";
import { demoDockerfile } from "../support/demo-source";
import { kubectl, objects } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { opaqueRefusals } from "../support/opaque-refusals";
import {
    caller,
    type OpenIdProvider,
    opaqueCaller,
    resourceServer,
    startOpenIdProvider,
} from "../support/openid-provider";
import { connects } from "../support/pods";
import { assertRefused, callWith, type Refusal, refusals, statusWith } from "../support/refusals";
import { release } from "../support/release";
import { succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
/** A server for each way in, and one that asks the provider what a token says. */
const names = ["behind-nginx", "behind-gateway", "introspecting"] as const;
type Name = (typeof names)[number];
const scope = "mcp:tools";
/** A server asks for new keys only so often, however many tokens are signed by keys that it does not know. */
const unknownKeyMilliseconds = 2500;
const sum = { numbers: [19, 23] };
/** The result of a check is the answer to every probe for a moment. */
const readinessKeptMilliseconds = 2500;

/** What `/ready` answers. */
interface Readiness {
    status: string;
    checks: Record<string, { status: string }>;
}

/** Servers on one host, each protected by a provider that runs outside of the cluster. */
describe("servers with authentication, behind routes and called directly", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);

    let stack: TestStack;
    let provider: OpenIdProvider;
    let stranger: OpenIdProvider;
    let otherPort: Server;
    let urls: Record<Name, string>;
    /** The same endpoints, past the routes: the Service's address. */
    let direct: Record<Name, string>;
    /** Every token that any call brought: none of them may be seen anywhere. */
    const tokens: string[] = [];

    const kept = async (token: Promise<string>) => {
        tokens.push(await token);
        return token;
    };
    const tokenFor = (name: Name, client = caller) => kept(provider.token({ resource: urls[name], client }));
    const metadataUrl = (name: Name) => {
        const { origin, pathname } = new URL(urls[name]);
        return `${origin}/.well-known/oauth-protected-resource${pathname}`;
    };
    const inNamespace = (...args: string[]) => kubectl("-n", stack.namespace, ...args);
    /** The endpoint of each of a server's pods. */
    const podUrls = async (name: Name) =>
        (await objects("pods", "-n", stack.namespace, "-l", `app.kubernetes.io/name=${name}-mcp`)).map(
            ({ status }) => `http://${status?.podIP}:8000${new URL(urls[name]).pathname}`,
        );

    before("a provider that pods reach, and a server for each way", async () => {
        provider = await startOpenIdProvider({ address: nodeAddress, path: "/realms/mcp" });
        stranger = await startOpenIdProvider({ address: nodeAddress, path: "/realms/mcp" });
        otherPort = createServer((socket) => socket.end());
        await new Promise<void>((resolve) => otherPort.listen(0, nodeAddress, resolve));
        stack = await TestStack.create("authentication");
        await stack.setSecret("introspectionSecret", resourceServer.secret);
        const gateway = { name: "mcp-gateway", namespace: "gateway-system" };
        const auth = { issuer: provider.issuer, requiredScopes: [scope] };
        const server = {
            image: {
                context: "./servers",
                dockerfile: demoDockerfile,
                buildArgs: { BASE_IMAGE: "localhost:5000/library/node:22-slim" },
                network: "host",
            },
            replicas: 2,
            network: { publicHttps: false },
            auth,
        };
        const servers: Record<Name, object> = {
            "behind-nginx": server,
            "behind-gateway": {
                ...server,
                // Traefik runs on the node itself here, whose calls no policy cuts.
                network: { ...server.network, ingressControllerNamespace: gateway.namespace },
                route: { kind: "gateway", gateway },
            },
            introspecting: {
                ...server,
                replicas: 1,
                secrets: { INTROSPECTION_SECRET: { fromConfig: "introspectionSecret" } },
                auth: {
                    ...auth,
                    introspection: { clientId: resourceServer.id, clientSecret: "INTROSPECTION_SECRET" },
                },
            },
        };
        stack.configure(
            [["mcp-eks:platform", "monitoring"], undefined],
            [["mcp-eks:platform", "route"], { host: "localhost", publicPort: ports.ingressHttp }],
            [["mcp-eks:servers"], servers],
        );
        succeeded(await stack.up());
        const { endpoints } = await stack.outputs<{ endpoints: Record<Name, { url: string }> }>();
        const services = await objects("services", "-n", stack.namespace);
        const address = (name: Name) =>
            services.find(({ metadata }) => metadata.name === `${name}-mcp`)?.spec.clusterIP;
        const each = (url: (name: Name) => string) =>
            Object.fromEntries(names.map((name) => [name, url(name)])) as Record<Name, string>;
        urls = each((name) => endpoints[name].url);
        direct = each((name) => `http://${address(name)}:8000${new URL(urls[name]).pathname}`);
        // An ingress controller takes a moment to know new pods.
        const end = Date.now() + 30_000;
        for (const name of names) {
            while ((await statusWith(undefined, urls[name])) !== 401 && Date.now() < end) await pause(200);
        }
    });

    after("destroys the stack and ends the provider", async () => {
        otherPort?.close();
        await stack?.cleanUp();
        await Promise.all([provider?.stop(), stranger?.stop()]);
    });

    for (const [way, url] of [
        ["through the route", (name: Name) => urls[name]],
        ["called directly", (name: Name) => direct[name]],
    ] as const) {
        for (const name of names) {
            const refused = name === "introspecting" ? opaqueRefusals : refusals;
            for (const refusal of refused(
                () => provider,
                () => stranger,
            )) {
                it(`refuse ${refusal.what} with ${refusal.status}: ${name}, ${way}`, async () => {
                    const token = await refusal.token(urls[name]);
                    if (token !== undefined) tokens.push(token);
                    await assertRefused(await callWith(token, url(name)), refusal, metadataUrl(name));
                });
            }
        }

        it(`answer whoever brings a right token, ${way}`, async () => {
            for (const name of names) {
                const token = await tokenFor(name, name === "introspecting" ? opaqueCaller : caller);
                const answer = await callTool(url(name), "add_numbers", sum, {
                    headers: { authorization: `Bearer ${token}` },
                });
                assert.equal(answer, "The sum is 42", name);
            }
        });
    }

    it("publish without authentication who gives out tokens for them, each under its own path", async () => {
        for (const name of names) {
            const response = await fetch(metadataUrl(name));
            assert.equal(response.status, 200, name);
            const metadata = (await response.json()) as Record<string, unknown>;
            assert.equal(metadata.resource, urls[name]);
            assert.deepEqual(metadata.authorization_servers, [provider.issuer]);
            assert.deepEqual(metadata.scopes_supported, [scope]);
        }
    });

    it("lead clients of both generations, who know the URL only, to where tokens are given out", async () => {
        // The SDKs' own client credentials ask only endpoints of https or of this machine; what leads there is theirs.
        for (const sdk of [present, earlier]) {
            for (const name of names) {
                const challenge = sdk.extractWWWAuthenticateParams(await callWith(undefined, urls[name]));
                const { resourceMetadataUrl } = challenge;
                const found = await sdk.discoverOAuthProtectedResourceMetadata(urls[name], { resourceMetadataUrl });
                const [issuer = ""] = found.authorization_servers ?? [];
                const metadata = await sdk.discoverAuthorizationServerMetadata(issuer);
                assert.deepEqual(
                    [challenge.scope, found.resource, metadata?.issuer],
                    [scope, urls[name], provider.issuer],
                );
                assert.ok(metadata?.token_endpoint?.startsWith(new URL(provider.issuer).origin));
            }
        }
    });

    it("are called by clients of the session era as well", async () => {
        for (const name of ["behind-nginx", "behind-gateway"] as const) {
            const headers = { authorization: `Bearer ${await tokenFor(name)}` };
            const client = new EarlierClient({ name: "e2e", version: "1" });
            await client.connect(new EarlierTransport(new URL(urls[name]), { requestInit: { headers } }));
            const { content } = await client.callTool({ name: "add_numbers", arguments: sum });
            await client.close();
            assert.deepEqual(content, [{ type: "text", text: "The sum is 42" }], name);
        }
    });

    it("take no token that is another's on the same host", async () => {
        for (const name of ["behind-nginx", "behind-gateway"] as const) {
            for (const other of names.filter((one) => one !== name)) {
                assert.equal(await statusWith(await tokenFor(other), urls[name]), 401, `${other}'s at ${name}`);
            }
        }
        const anothers = await tokenFor("behind-nginx", opaqueCaller);
        assert.equal(await statusWith(anothers, urls.introspecting), 401);
    });

    it("take the token that npm run token gets, which shows it only where it is asked to", async () => {
        const url = urls["behind-nginx"];
        const options = ["--issuer", provider.issuer, "--client-id", caller.id, "--resource", url, "--scope", scope];
        const token = async (...more: string[]) =>
            execa("npm", ["run", "--silent", "token", "--", ...options, ...more], {
                cwd: repositoryDir,
                env: { CLIENT_SECRET: caller.secret },
                all: true,
            });
        const [{ all: told }, { stdout: printed }] = await Promise.all([token(), token("--print")]);
        assert.ok(told.includes(url), told);
        assert.doesNotMatch(told, /eyJ/);
        assert.ok(!told.includes(caller.secret));
        tokens.push(printed);
        assert.equal(await statusWith(printed, url), 200);
    });

    it("reach their issuer and nothing else of that address", async () => {
        const port = (server: Server) => (server.address() as { port: number }).port;
        const reaches = (host: string, to: number) =>
            connects(stack.namespace, "deployment/behind-nginx-mcp", host, to);
        assert.equal(await reaches(nodeAddress, Number(new URL(provider.issuer).port)), true);
        assert.equal(await reaches(nodeAddress, port(otherPort)), false);
    });

    it("pass what release verify asks of them with a token for each", async () => {
        const variables = names.map((name) => `TOKEN_${name.replace("-", "_").toUpperCase()}`);
        const options = names.flatMap((name, index) => ["--token-env", `${name}=${variables[index]}`]);
        for (const [index, name] of names.entries()) {
            const client = name === "introspecting" ? opaqueCaller : caller;
            process.env[variables[index] as string] = await tokenFor(name, client);
        }
        try {
            const { exitCode, stdout, stderr } = await release("verify", stack, "--timeout", "20", ...options);
            assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
            for (const token of tokens) assert.ok(!`${stdout}${stderr}`.includes(token), "a token was printed");
        } finally {
            for (const variable of variables) delete process.env[variable];
        }
    });

    it("take a new key as soon as it signs, and the old one no longer, without a restart", async () => {
        const before = await objects("pods", "-n", stack.namespace);
        const protectedOnes = ["behind-nginx", "behind-gateway"] as const;
        const old = {
            "behind-nginx": await tokenFor("behind-nginx"),
            "behind-gateway": await tokenFor("behind-gateway"),
        };
        for (const name of protectedOnes) {
            // What a pod has found good once it remembers.
            for (const url of await podUrls(name)) assert.equal(await statusWith(old[name], url), 200);
        }
        await provider.rotateKeys();
        await pause(unknownKeyMilliseconds);
        for (const name of protectedOnes) {
            const withdrawn: Refusal = {
                what: "a token by a key that was withdrawn",
                token: async () => old[name],
                status: 401,
                error: "invalid_token",
            };
            const fresh = await tokenFor(name);
            // The route spreads calls over the pods, which all have the new key once each was called.
            for (const url of [...(await podUrls(name)), urls[name], urls[name]]) {
                assert.equal(await statusWith(fresh, url), 200, url);
                await assertRefused(await callWith(old[name], url), withdrawn, metadataUrl(name));
            }
        }
        const identities = (pods: typeof before) => pods.map(({ metadata }) => metadata.uid).sort();
        assert.deepEqual(identities(await objects("pods", "-n", stack.namespace)), identities(before));
    });

    it("go on with what they know while their provider is down, and say 503 of what they do not", async () => {
        const [known, introspected] = [await tokenFor("behind-nginx"), await tokenFor("introspecting", opaqueCaller)];
        for (const url of await podUrls("behind-nginx")) assert.equal(await statusWith(known, url), 200);
        assert.equal(await statusWith(introspected, urls.introspecting), 200);
        const unseen = await tokenFor("introspecting", opaqueCaller);
        const unknownKey = await kept(provider.sign({ aud: urls["behind-nginx"] }, { kid: "not-seen-yet" }));
        await pause(unknownKeyMilliseconds);
        provider.answers = "cut";
        try {
            assert.equal(await statusWith(known, urls["behind-nginx"]), 200);
            assert.equal(await statusWith(introspected, urls.introspecting), 200);
            const unavailable = await callWith(unknownKey, urls["behind-nginx"]);
            assert.equal(unavailable.status, 503, await unavailable.text());
            assert.match(unavailable.headers.get("retry-after") ?? "", /^\d+$/);
            assert.equal(await statusWith(unseen, urls.introspecting), 503);
            // Out of the Service, the pods could not even answer those that they know.
            await pause(readinessKeptMilliseconds);
            for (const url of await podUrls("introspecting")) {
                const readiness = await fetch(new URL("/ready", url));
                const { status, checks } = (await readiness.json()) as Readiness;
                assert.deepEqual([readiness.status, status], [200, "degraded"]);
                assert.match(checks.auth_server?.status ?? "", /^error: /);
            }
        } finally {
            provider.answers = "well";
        }
        assert.equal(await statusWith(unseen, urls.introspecting), 200);
    });

    it("leave no token and no secret in logs, outputs or state", async () => {
        const texts = [
            await inNamespace("logs", "-l", "app.kubernetes.io/part-of=mcp-servers", "--tail=-1", "--prefix"),
            JSON.stringify(await stack.outputs()),
            ...stack.writtenFiles().map((file) => readFileSync(file, "utf8")),
            JSON.stringify(await objects("configmaps,deployments,events", "-n", stack.namespace)),
        ];
        assert.match(texts[0] ?? "", /"status":401/, "the logs are not those of the servers");
        assert.ok(tokens.length > 40, `only ${tokens.length} tokens were used`);
        for (const secret of [...tokens, resourceServer.secret, caller.secret]) {
            // The signature alone would be enough to know it by.
            const known = secret.split(".").at(-1) ?? secret;
            if (known.length < 16) continue;
            assert.ok(!texts.some((text) => text.includes(known)), "a token or secret is to be seen");
        }
    });
});
