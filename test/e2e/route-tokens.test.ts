import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { registryHost } from "../../local/addresses";
import { codeServer } from "../support/diagnosis";
import { kubectl } from "../support/kubectl";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const issuer = "https://auth.example.com/realms/mcp";
const host = "route-tokens.localhost";
/** Namespace of the API gateway. */
const gateways = "e2e-route-tokens-gateway";
/** It answers whether the issuer is there or not, as one that verifies tokens itself does not. */
const server = (name: string) => codeServer("servers/single-file", `/${name}/mcp`);
const condition = {
    type: "ResourcesAvailable",
    status: "True",
    reason: "ResourcesSynced",
    message: "Sync Successfully",
};

/** What a route needs to verify tokens is made in the cluster; neither APISIX nor Envoy Gateway runs here to do so. */
describe("routes that verify tokens", function () {
    this.timeout(10 * minutes);
    let stack: TestStack;
    const get = async (what: string, name: string, namespace: string) =>
        JSON.parse(await kubectl("get", what, name, "-n", namespace, "-o", "json"));

    /** Stands in for APISIX's controller. */
    async function takeApisixRoute(over: AbortSignal): Promise<void> {
        const patch = JSON.stringify({ status: { conditions: [condition] } });
        const args = ["apisixroute", "edge-mcp", "-n", gateways, "--subresource=status", "--type=merge", "-p", patch];
        while (!over.aborted) {
            const taken = await kubectl("patch", ...args).then(
                () => true,
                () => false,
            );
            if (taken) return;
            await pause(500);
        }
    }

    before("a server behind APISIX, and one behind a Gateway", async () => {
        await kubectl("create", "namespace", gateways);
        stack = await TestStack.create("route-tokens");
        await stack.setSecret("clientSecret", "a-client-secret");
        stack.configure(
            [["mcp-eks:platform", "images", "allowed"], [`${registryHost}/library`]],
            [["mcp-eks:platform", "auth"], { issuer, requiredScopes: ["mcp:tools"] }],
            [["mcp-eks:platform", "network"], { ingressControllerNamespace: "gateway-system" }],
            [["mcp-eks:servers", "demo"], undefined],
            [
                ["mcp-eks:servers", "edge"],
                {
                    ...server("edge"),
                    route: { kind: "apisix", host, tls: {}, apisix: { ingressNamespace: gateways } },
                    auth: {
                        audience: "gateway",
                        introspection: { clientId: "gateway", clientSecret: "GATEWAY_SECRET" },
                        enforcedBy: "edge",
                    },
                    secrets: { GATEWAY_SECRET: { fromConfig: "clientSecret" } },
                },
            ],
            [
                ["mcp-eks:servers", "both"],
                {
                    ...server("both"),
                    route: {
                        kind: "gateway",
                        host: "localhost",
                        gateway: { name: "mcp-gateway", namespace: "gateway-system" },
                    },
                    auth: { enforcedBy: "both" },
                },
            ],
        );
        const over = new AbortController();
        const up = stack.up().finally(() => over.abort());
        const [result] = await Promise.all([up, takeApisixRoute(over.signal)]);
        succeeded(result);
    });

    after(async () => {
        await stack?.cleanUp();
        await kubectl("delete", "namespace", gateways, "--ignore-not-found");
    });

    it("have their client's secret alone in a Secret beside them, which the server has not", async () => {
        const { spec } = await get("apisixroute", "edge-mcp", gateways);
        const { secretRef } = spec.http[0].plugins.find(({ name }: { name: string }) => name === "openid-connect");
        const { data } = await get("secret", secretRef, gateways);
        assert.deepEqual(Object.keys(data), ["client_secret"]);
        assert.equal(Buffer.from(data.client_secret, "base64").toString(), "a-client-secret");
        const [container] = (await get("deployment", "edge-mcp", stack.namespace)).spec.template.spec.containers;
        assert.ok(!JSON.stringify(container).includes("edge-mcp-secrets"));
    });

    it("ask by a policy for the endpoint, and lead to the metadata without one", async () => {
        const policy = await get("securitypolicy", "both-mcp-tokens", stack.namespace);
        const metadata = await get("httproute", "both-mcp-metadata", stack.namespace);
        assert.deepEqual(
            policy.spec.targetRefs.map(({ name }: { name: string }) => name),
            ["both-mcp"],
        );
        assert.equal(metadata.spec.rules[0].matches[0].path.value, "/.well-known/oauth-protected-resource/both/mcp");
        assert.equal(metadata.status.parents[0].conditions[0].status, "True");
    });
});
