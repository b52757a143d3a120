import assert from "node:assert/strict";
import { lookup } from "node:dns";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { Agent, fetch as undiciFetch } from "undici";
import { ports } from "../../local/addresses";
import { assertKnown } from "../support/conformance/known";
import { conformanceContext, conformanceServers } from "../support/conformance/routed";
import { runSuite, type SuiteName, suites } from "../support/conformance/suites";
import { generations } from "../support/generations";
import { hugeBytes, hugeCalls } from "../support/huge-bodies";
import { kubectl, objects } from "../support/kubectl";
import { timeStream } from "../support/mcp";
import { certificateSecret, gateway, gateways, page, servers, tlsHost } from "../support/routed-servers";
import { assertServedByEveryPod } from "../support/spread-calls";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "routes", version: "1" } },
};

const apply = async (...manifests: object[]) => {
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
    await execa("kubectl", ["apply", "-f", "-"], { input });
};

describe("routes", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    let directory: string;
    let certificateAuthority: string;
    let urls: Record<keyof typeof servers | keyof ReturnType<typeof conformanceServers>, string>;
    let pool: Agent;

    /** A request as anything but an MCP client sends it; redirects are not followed. */
    const ask = (url: string, method: string, headers: Record<string, string> = {}, body?: object) =>
        undiciFetch(url, {
            method,
            redirect: "manual",
            dispatcher: pool,
            headers: { accept: "application/json, text/event-stream", "content-type": "application/json", ...headers },
            ...(body && { body: JSON.stringify(body) }),
        });
    const http = (url: string) =>
        url.replace(`https://${tlsHost}:${ports.ingressHttps}`, `http://${tlsHost}:${ports.ingressHttp}`);

    before("a Gateway, a certificate, and a server for each way", async () => {
        directory = mkdtempSync(join(tmpdir(), "routes-"));
        const [key, cert] = [join(directory, "tls.key"), join(directory, "tls.crt")];
        const names = ["-subj", `/CN=${tlsHost}`, "-addext", `subjectAltName=DNS:${tlsHost}`];
        const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        await execa("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names]);
        certificateAuthority = readFileSync(cert, "utf8");
        const secretIn = (namespace: string) =>
            kubectl("create", "secret", "tls", certificateSecret, "-n", namespace, `--cert=${cert}`, `--key=${key}`);
        pool = new Agent({
            connect: { ca: certificateAuthority, lookup: (_host, options, done) => lookup("localhost", options, done) },
        });
        await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: gateways } });
        await secretIn(gateways);
        await apply(gateway);
        stack = await TestStack.create("routes");
        stack.configure(
            [["mcp-eks:servers"], { ...servers, ...conformanceServers(await conformanceContext(directory)) }],
            [["mcp-eks:platform", "route"], { publicPort: ports.ingressHttp }],
        );
        succeeded(await stack.up());
        await secretIn(stack.namespace);
        const { endpoints } = await stack.outputs<{ endpoints: Record<string, { url: string }> }>();
        urls = Object.fromEntries(Object.entries(endpoints).map(([name, { url }]) => [name, url])) as typeof urls;
        await kubectl("wait", "--for=condition=Programmed", "gateway/public", "-n", gateways, "--timeout=240s");
    });

    after(async () => {
        await stack?.cleanUp();
        await pool?.destroy();
        await kubectl("delete", "namespace", gateways, "--ignore-not-found");
        if (directory) rmSync(directory, { recursive: true });
    });

    it("stream while the tool still runs, and for longer than proxies wait", async () => {
        await Promise.all(
            (["open", "gated"] as const).map(async (name) => {
                const times = await timeStream(urls[name], 25, 1000, { certificateAuthority });
                const said = `${name}: ${JSON.stringify(times)}`;
                assert.ok(times.firstEventMilliseconds < 2500, said);
                assert.ok(times.endMilliseconds >= 25_000, said);
                assert.equal(times.events, 25, said);
            }),
        );
    });

    for (const name of ["open", "gated"] as const) {
        for (const generation of Object.keys(generations)) {
            it(`serve clients of ${generation} from every pod: ${name}`, () =>
                assertServedByEveryPod(generation, urls[name], {
                    namespace: stack.namespace,
                    server: name,
                    reach: { certificateAuthority },
                }));
        }
    }

    for (const name of ["suites-nginx", "suites-gateway"] as const) {
        for (const suite of Object.keys(suites) as SuiteName[]) {
            it(`let the official conformance suites find what they find in the server itself: ${name}, ${suite}`, async () => {
                assertKnown(suite, await runSuite(suite, urls[name]));
            });
        }
    }

    for (const name of ["suites-nginx", "suites-gateway"] as const) {
        it(`hand on what the server says of bodies that are too large, to every client: ${name}`, async () => {
            for (const [how, send] of Object.entries(hugeCalls)) {
                const { status, text } = await send(urls[name], hugeBytes);
                assert.equal(status, 413, `${how}: ${text}`);
                assert.match(text, /"jsonrpc":"2\.0".*must not exceed 4194304 bytes/, how);
            }
        });
    }

    it("limit what one client may ask", async () => {
        const answers = await Promise.all(Array.from({ length: 60 }, () => ask(urls.guarded, "POST", {}, initialize)));
        await Promise.all(answers.map((answer) => answer.text()));
        const count = (statuses: number[]) => answers.filter(({ status }) => statuses.includes(status)).length;
        assert.ok(count([200]) >= 5, `${count([200])} were let through`);
        assert.ok(count([429, 503]) >= 30, `${count([429, 503])} were refused`);
        assert.equal(count([200, 429, 503]), 60);
    });

    for (const name of ["guarded", "gated"] as const) {
        it(`lead a POST over HTTP to HTTPS as a POST: ${name}`, async () => {
            const { status, headers } = await ask(http(urls[name]), "POST", {}, initialize);
            assert.equal(status, 308);
            const target = new URL(headers.get("location") ?? "");
            assert.deepEqual([target.protocol, target.pathname], ["https:", `/${name}/mcp`]);
        });

        it(`add security headers, over a certificate of the host: ${name}`, async () => {
            // After what the limit's test has used up.
            await new Promise((resolve) => setTimeout(resolve, 2000));
            const { status, headers } = await ask(urls[name], "POST", {}, initialize);
            assert.equal(status, 200);
            assert.equal(headers.get("x-content-type-options"), "nosniff");
            assert.equal(headers.get("x-frame-options"), "DENY");
            if (name === "gated") assert.match(headers.get("strict-transport-security") ?? "", /^max-age=31536000/);
        });
    }

    for (const name of ["open", "gated"] as const) {
        it(`let pages that are named call, and read what MCP needs: ${name}`, async () => {
            const asked = "authorization,mcp-protocol-version";
            const preflight = await ask(urls[name], "OPTIONS", {
                origin: page,
                "access-control-request-method": "POST",
                "access-control-request-headers": asked,
            });
            assert.ok(preflight.ok, String(preflight.status));
            assert.equal(preflight.headers.get("access-control-allow-origin"), page);
            assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
            const allowed = preflight.headers.get("access-control-allow-headers") ?? "";
            assert.match(allowed, /authorization/i);
            assert.match(allowed, /mcp-protocol-version/i);
            // Who answered: the route, which says all that it allows, or the server itself where the Gateway has no filter for it.
            assert.equal(allowed === asked, name === "gated", allowed);
            assert.equal(preflight.headers.get("access-control-max-age"), "3600");
            const answer = await ask(urls[name], "POST", { origin: page }, initialize);
            assert.equal(answer.status, 200);
            assert.equal(answer.headers.get("access-control-allow-origin"), page);
            const exposed = answer.headers.get("access-control-expose-headers") ?? "";
            assert.match(exposed, /mcp-session-id/i);
            assert.match(exposed, /www-authenticate/i);
        });

        it(`let no other page call: ${name}`, async () => {
            const { status, headers } = await ask(
                urls[name],
                "POST",
                { origin: "https://evil.example.com" },
                initialize,
            );
            assert.equal(status, 403);
            assert.notEqual(headers.get("access-control-allow-origin"), "https://evil.example.com");
        });
    }

    it("publish the endpoint and its OAuth metadata, not probes and metrics", async () => {
        const { origin } = new URL(urls.open);
        const text = async (path: string) => (await ask(origin + path, "GET")).text();
        const metadata = "/.well-known/oauth-protected-resource/open/mcp";
        // The demo server has none, and says so itself; what does not reach it is answered by the ingress.
        assert.equal(await text(metadata), `{"error":"no such path: ${metadata}"}`);
        for (const path of ["/health", "/metrics", "/.well-known/oauth-protected-resource", `${metadata}/x`]) {
            assert.doesNotMatch(await text(path), /no such path|healthy|# HELP/, path);
        }
    });

    it("reach a server from an Ingress of another namespace, by its name there", async () => {
        const [ingress] = await objects("ingress", "-n", gateways);
        assert.equal(ingress?.metadata.name, "moved-mcp");
        const address = (namespace: string) => {
            const script = `require("dns").lookup("moved-mcp.${namespace}.svc.cluster.local", (error, found) => console.log(found))`;
            return kubectl("exec", "-n", stack.namespace, "deployment/moved-mcp", "--", "node", "-e", script);
        };
        assert.match(await address(gateways), /^10\./);
        assert.equal(await address(gateways), await address(stack.namespace));
    });
});
