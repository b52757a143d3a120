import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import { kubectl, objects } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { type Prometheus, startPrometheus } from "../support/prometheus";
import { succeeded, TestStack } from "../support/stack";
import { tool } from "../support/tools";

interface Outputs {
    endpoints: Record<string, { url: string; internalUrl: string }>;
    vsCodeJson: { servers: Record<string, { url: string; headers: Record<string, string> }> };
    liteLlm: { environment: Record<string, string> };
    serverJson: Record<string, { packages: { identifier: string }[] }>;
}

interface MonitorSpec {
    endpoints: { interval: string; port: string }[];
    selector: { matchLabels: Record<string, string> };
}

const port = 8000;
const service = "demo-mcp";
const calls = 12;

/** Monitoring as the cluster takes it, judged by a Prometheus that reaches the pods as one inside the cluster does. */
describe("monitoring, on the local environment", function () {
    this.timeout(900_000);
    let stack: TestStack;
    let outputs: Outputs;
    let directory: string;
    let prometheus: Prometheus | undefined;

    before(async function () {
        this.timeout(900_000);
        await tool("prometheus");
        stack = await TestStack.create("monitoring");
        stack.configure(
            [["mcp-eks:platform", "monitoring"], { interval: "15s", alerts: { errorPercent: 1 } }],
            [["mcp-eks:servers", "demo", "client"], { description: "Sums and slow counting", auth: "bearer" }],
        );
        await stack.setSecret("demoToken", "monitoring-token");
        succeeded(await stack.up());
        outputs = await stack.outputs<Outputs>();
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-prometheus-"));
        prometheus = await startPrometheus(directory, await scrapedBy(directory));
    });
    after(async () => {
        await prometheus?.stop();
        if (directory) rmSync(directory, { recursive: true, force: true });
        await stack?.cleanUp();
    });

    /** What the Prometheus Operator makes of the objects: targets with their labels, and rules. */
    async function scrapedBy(directory: string): Promise<object> {
        const [rule] = await objects("prometheusrules", "-n", stack.namespace);
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, "rules.yaml"), stringify(rule?.spec));
        const pods = await objects("pods", "-n", stack.namespace, "-l", `app.kubernetes.io/name=${service}`);
        return {
            global: { scrape_interval: "1s", evaluation_interval: "1s" },
            rule_files: ["rules.yaml"],
            scrape_configs: [
                {
                    job_name: service,
                    static_configs: pods.map(({ metadata, status }) => ({
                        targets: [`${status?.podIP}:${port}`],
                        labels: { namespace: stack.namespace, service, pod: metadata.name },
                    })),
                },
            ],
        };
    }

    /** The value of a query, as soon as it is what is waited for. */
    async function value(query: string, wanted: (value: number) => boolean): Promise<number | undefined> {
        let found: number | undefined;
        for (let attempt = 0; attempt < 60; attempt++) {
            found = await prometheus?.query(query);
            if (found !== undefined && wanted(found)) return found;
            await pause(500);
        }
        return found;
    }

    it("is taken by the cluster: ServiceMonitor, rules, and a dashboard that Grafana's sidecar finds", async () => {
        const [monitor] = await objects("servicemonitors", "-n", stack.namespace);
        assert.ok(monitor);
        const { endpoints, selector } = monitor.spec as unknown as MonitorSpec;
        assert.equal(endpoints[0]?.interval, "15s");
        const [configMap] = await objects("configmaps", "-n", stack.namespace, "-l", "grafana_dashboard=1");
        assert.equal(configMap?.metadata.name, `mcp-dashboard-${stack.namespace}`);
        // What the monitor selects is what the Service has: its labels and the name of its port.
        const labels = Object.entries(selector.matchLabels).map(([name, text]) => `${name}=${text}`);
        const [selected, ...others] = await objects("services", "-n", stack.namespace, "-l", labels.join(","));
        assert.ok(selected && others.length === 0);
        const ports = selected.spec.ports as { name: string }[];
        assert.deepEqual([selected.metadata.name, ports[0]?.name], [service, endpoints[0]?.port]);
    });

    it("collects the metrics of every pod", async () => {
        const up = await value(`sum(up{service="${service}"})`, (count) => count === 2);
        assert.equal(up, 2);
    });

    it("counts what clients call, by server and tool, under the labels that alerts and dashboard ask for", async () => {
        const url = outputs.endpoints.demo?.url ?? "";
        for (let call = 0; call < calls; call++) await callTool(url, "add_numbers", { numbers: [call, 1] });
        const query = `sum(mcp_requests_total{namespace="${stack.namespace}",service="${service}",server="demo",tool="add_numbers",status="success"})`;
        assert.equal(await value(query, (count) => count === calls), calls);
    });

    it("has rules that Prometheus evaluates, and one that finds what is wrong", async () => {
        const url = outputs.endpoints.demo?.url ?? "";
        const pending = `count(ALERTS{alertname="McpServerErrors",alertstate="pending"})`;
        // One burst, and the first of its kind: its series have been there at zero for Prometheus to see the increase.
        for (let call = 0; call < calls; call++) {
            await callTool(url, "add_numbers", { numbers: "none" }).catch(() => undefined);
        }
        assert.equal(await value(pending, (count) => count === 1), 1);
        const rules = (await prometheus?.rules()) ?? [];
        assert.ok(rules.length >= 9);
        assert.deepEqual(
            rules.filter(({ health }) => health !== "ok"),
            [],
        );
        assert.equal(rules.find(({ name }) => name === "McpServerDown")?.state, "inactive");
    });

    it("tells clients of the endpoint with a placeholder for the token, and registries of the image that runs", async () => {
        const { url, headers } = outputs.vsCodeJson.servers.demo ?? {};
        assert.equal(url, outputs.endpoints.demo?.url);
        assert.equal(headers?.Authorization, `Bearer \${input:demo-token}`);
        assert.equal(outputs.liteLlm.environment.MCP_DEMO_ENDPOINT, outputs.endpoints.demo?.internalUrl);
        const image = await kubectl(
            "get",
            "deployment",
            service,
            "-n",
            stack.namespace,
            "-o=jsonpath={.spec.template.spec.containers[0].image}",
        );
        assert.equal(outputs.serverJson.demo?.packages[0]?.identifier, image);
    });
});
