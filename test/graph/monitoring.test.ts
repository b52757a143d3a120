import assert from "node:assert/strict";
import { join } from "node:path";
import { McpDashboard, McpServer, type McpServerArgs, Monitoring } from "../../components";
import { type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const smallest: McpServerArgs = { namespace: "tools", image: { context } };

const make = async (args: Partial<McpServerArgs>) =>
    (await record(() => new McpServer("github", { ...smallest, ...args }))).program;

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const part = (resource: RegisteredResource, name: "spec" | "metadata" | "data") => resource.inputs[name] as any;

describe("monitoring of McpServer", () => {
    it("has Prometheus collect by the arguments", async () => {
        const program = await make({ monitoring: { path: "/stats", interval: "15s", release: "prometheus" } });
        const monitor = program.only("ServiceMonitor");
        const { endpoints, selector } = part(monitor, "spec");
        const relabelings = [{ action: "labeldrop", regex: "endpoint" }];
        assert.deepEqual(endpoints, [{ port: "http", path: "/stats", interval: "15s", relabelings }]);
        assert.equal(selector.matchLabels["app.kubernetes.io/name"], "github-mcp");
        assert.equal(part(program.only("PrometheusRule"), "metadata").labels.release, "prometheus");
    });

    it("leads Prometheus to the port of the metrics, from the server's own variable to the monitor", async () => {
        const program = await make({ monitoring: { port: 9090 } });
        const [container] = part(program.only("Deployment"), "spec").template.spec.containers;
        assert.deepEqual(container.ports[1], { name: "metrics", containerPort: 9090, protocol: "TCP" });
        const variable = container.env.find(({ name }: { name: string }) => name === "METRICS_PORT");
        assert.equal(variable.value, "9090");
        const { ports } = part(program.only("Service"), "spec");
        assert.deepEqual(ports[1], { name: "metrics", port: 9090, targetPort: "metrics", protocol: "TCP" });
        assert.equal(part(program.only("NetworkPolicy"), "spec").ingress[1].ports[0].port, "metrics");
        assert.equal(part(program.only("ServiceMonitor"), "spec").endpoints[0].port, "metrics");
    });

    it("says nothing of a port of the metrics where there is none", async () => {
        const program = await make({ monitoring: {} });
        const [container] = part(program.only("Deployment"), "spec").template.spec.containers;
        assert.ok(!container.env.some(({ name }: { name: string }) => name === "METRICS_PORT"));
        assert.equal(container.ports.length + part(program.only("Service"), "spec").ports.length, 2);
    });

    it("puts its objects where Prometheus looks, from there to the server's namespace", async () => {
        const program = await make({ monitoring: { monitorNamespace: "monitoring" } });
        for (const type of ["ServiceMonitor", "PrometheusRule"]) {
            const { name, namespace } = part(program.only(type), "metadata");
            assert.deepEqual([name, namespace], ["tools-github-mcp", "monitoring"]);
        }
        const { namespaceSelector } = part(program.only("ServiceMonitor"), "spec");
        assert.deepEqual(namespaceSelector, { matchNames: ["tools"] });
    });

    it("judges by the thresholds", async () => {
        const program = await make({
            monitoring: { alerts: { errorPercent: 7, p95Seconds: 3, p99Seconds: 4, restarts: 9 } },
        });
        const [group] = part(program.only("PrometheusRule"), "spec").groups;
        const threshold = (alert: string) =>
            / > (\d+)/.exec(group.rules.find((rule: { alert: string }) => rule.alert === alert).expr)?.[1];
        const names = ["McpServerErrors", "McpServerSlowP95", "McpServerSlowP99", "McpServerRestarts"];
        assert.deepEqual(names.map(threshold), ["7", "3", "4", "9"]);
    });

    it("watches the secrets of a server that has some", async () => {
        const text = async (args: Partial<McpServerArgs>) =>
            JSON.stringify(part((await make({ ...args, monitoring: {} })).only("PrometheusRule"), "spec"));
        assert.ok(!(await text({})).includes("externalsecret"));
        assert.ok((await text({ secrets: { KEY: { generate: {} } } })).includes("github-mcp-secrets"));
    });

    it("goes without alerts when they are turned off", async () => {
        const program = await make({ monitoring: { alerts: { enabled: false } } });
        assert.equal(program.all("PrometheusRule").length, 0);
        assert.equal(program.all("ServiceMonitor").length, 1);
    });

    it("names its objects in its outputs", async () => {
        const { result, program } = await record(() => new Monitoring("github", { namespace: "tools" }));
        const name = await new Promise((resolve) => result.prometheusRuleName?.apply(resolve));
        assert.equal(name, part(program.only("PrometheusRule"), "metadata").name);
    });
});

describe("McpDashboard", () => {
    it("is a ConfigMap that Grafana's sidecar finds, of the servers' namespace, wherever it is", async () => {
        const { program } = await record(
            () => new McpDashboard("tools", { namespace: "tools", dashboardNamespace: "monitoring" }),
        );
        const configMap = program.only("ConfigMap");
        const { name, namespace, labels } = part(configMap, "metadata");
        assert.deepEqual([name, namespace, labels.grafana_dashboard], ["mcp-dashboard-tools", "monitoring", "1"]);
        const { title } = JSON.parse(part(configMap, "data")["mcp-servers.json"]);
        assert.equal(title, "MCP servers (tools)");
    });
});
