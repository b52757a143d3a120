import assert from "node:assert/strict";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { type RegisteredResource, recordStack } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

async function run(stack: string, change: (platform: Record<string, unknown>) => void = () => {}) {
    const config = structuredClone(configOf(stack));
    change(config["mcp-eks:platform"] as Record<string, unknown>);
    const { values, secretKeys } = engineConfig(config, "a-secret");
    return (await recordStack(stack, values, secretKeys)).program;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const inputs = (resource: RegisteredResource) => resource.inputs as any;

describe("routes of a stack", () => {
    after(() => setAllConfig({}));

    it("share one certificate for each host, which no Ingress asks for by itself", async () => {
        const program = await run("prod");
        const { metadata, spec } = inputs(program.only("Certificate"));
        assert.deepEqual([metadata.namespace, spec.dnsNames], ["mcp-prod", ["mcp.example.com"]]);
        const ingresses = program.all("Ingress");
        assert.ok(ingresses.length >= 2);
        for (const ingress of ingresses) {
            assert.equal(inputs(ingress).spec.tls[0].secretName, spec.secretName);
            assert.ok(!("cert-manager.io/cluster-issuer" in inputs(ingress).metadata.annotations), ingress.name);
        }
    });

    it("are another kind by one key of the platform", async () => {
        const program = await run("prod", (platform) => {
            platform.route = { kind: "gateway", host: "mcp.example.com", tls: {}, gateway: { name: "public" } };
            platform.network = { ingressControllerNamespace: "envoy-gateway-system" };
        });
        assert.equal(program.all("Ingress").length, 0);
        assert.equal(program.all("Certificate").length, 0);
        assert.equal(program.all("HTTPRoute").length, 2 * program.all("Route").length);
    });
});
