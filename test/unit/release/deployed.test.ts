import assert from "node:assert/strict";
import { type DeployedOutputs, deployedServer } from "../../../release/deployed";
import type { StackConfig } from "../../../stacks/config";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";

const image = `registry.example/demo@sha256:${"a".repeat(64)}`;

function deployed(server: ServerConfig, platform: Partial<PlatformConfig> = {}, outputs: DeployedOutputs = {}) {
    const config: StackConfig = {
        cluster: { name: "eks" },
        platform: { namespace: "mcp", ...platform },
        servers: { demo: server },
    };
    return deployedServer("demo", config, outputs);
}

describe("a deployed server", () => {
    it("has the names of its objects before anything was deployed", () => {
        const { objectName, serviceName, path, port, era, image: none, internalUrl, url } = deployed({});
        assert.deepEqual(
            { objectName, serviceName, path, port, era, none, internalUrl, url },
            {
                objectName: "demo-mcp",
                serviceName: "demo-mcp",
                path: "/demo/mcp",
                port: 8000,
                era: "dual",
                none: undefined,
                internalUrl: "http://demo-mcp.mcp.svc.cluster.local:8000/demo/mcp",
                url: undefined,
            },
        );
    });

    it("has the image and URLs of the last update, whatever was configured since", () => {
        const outputs = {
            endpoints: { demo: { url: "https://old.example/mcp", internalUrl: "http://in/mcp" } },
            images: { demo: image },
        };
        const found = deployed({ path: "/new", route: { host: "new.example" } }, {}, outputs);
        assert.deepEqual(
            [found.url, found.internalUrl, found.image],
            ["https://old.example/mcp", "http://in/mcp", image],
        );
    });

    it("has its route over the platform's", () => {
        const { url, route } = deployed({ route: { tls: {} } }, { route: { host: "mcp.example", publicPort: 8443 } });
        assert.equal(url, "https://mcp.example:8443/demo/mcp");
        assert.deepEqual([route?.kind, route?.host], ["nginx", "mcp.example"]);
    });

    it("says what its probes ask", () => {
        const health = { kind: "tcp", readiness: { kind: "http" }, readinessPath: "/up", startup: { enabled: false } };
        assert.deepEqual(deployed({ health }).probes, {
            startup: undefined,
            liveness: { kind: "tcp" },
            readiness: { kind: "http", path: "/up" },
        });
    });

    it("says where its metrics are, and where the ServiceMonitor is", () => {
        assert.equal(deployed({}).metrics, undefined);
        const monitoring = { port: 9090, path: "/prometheus", monitorNamespace: "monitoring" };
        assert.deepEqual(deployed({}, { monitoring }).metrics, {
            port: 9090,
            path: "/prometheus",
            monitorName: "mcp-demo-mcp",
            monitorNamespace: "monitoring",
        });
    });

    it("names the ExternalSecrets of variables, files and Infisical", () => {
        const secrets = { TOKEN: { generate: {} }, KEY: { generate: {}, file: { path: "/etc/keys/key" } } };
        const infisical = { projectSlug: "p", environmentSlug: "e" };
        assert.deepEqual(deployed({ secrets, infisical }).externalSecrets, [
            "demo-mcp-secrets",
            "demo-mcp-secrets-files",
            "demo-mcp-infisical",
        ]);
        const byOperator = deployed({ infisical: { ...infisical, kind: "infisicalSecret" } });
        assert.deepEqual([byOperator.externalSecrets, byOperator.infisicalSecret], [[], "demo-mcp-infisical"]);
    });
});
