import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alertRules } from "../../../components/model/alert-rules";
import { dashboard } from "../../../components/model/dashboard";
import { repositoryDir } from "../../../local/paths";
import { createMetrics } from "../../../servers/runtime/observe/metrics";

/** Metrics and the names of their labels, of a server to which everything has happened once. */
async function metricsOfServer(): Promise<Map<string, string[]>> {
    const metrics = createMetrics("reports", "/reports/mcp");
    metrics.toolOffered("search");
    metrics.httpAnswered("POST", 200);
    metrics.apiCalled("repos/search", "success");
    metrics.apiRateLimitRemaining(10);
    metrics.dependencyAnswers("redis", true);
    const found = new Map<string, string[]>();
    for (const { name, values } of await metrics.registry.getMetricsAsJSON()) {
        if (!name.startsWith("mcp_")) continue;
        const labels = new Set(values.flatMap((value) => Object.keys(value.labels)));
        for (const ofEvery of ["server", "le"]) labels.delete(ofEvery);
        found.set(name, [...labels].sort());
    }
    return found;
}

const codes = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "");

/** Label names of a cell: `tool`, `status` (`success`, `error`); what stands in parentheses are values. */
const labelsIn = (cell = "") => codes(cell.replace(/\([^)]*\)/g, "")).sort();

describe("docs/monitoring.md", () => {
    const page = readFileSync(join(repositoryDir, "docs", "monitoring.md"), "utf8");
    const rows = page
        .split("\n")
        .filter((line) => line.startsWith("| `mcp_"))
        .map((line) => line.split("|").map((cell) => cell.trim()));
    const documented = new Map(rows.map(([, name, labels]) => [codes(name)[0] ?? "", labelsIn(labels)]));

    it("names each metric that a server has, with its labels, and no other", async () => {
        const sorted = (metrics: Map<string, string[]>) =>
            [...metrics].sort(([one], [other]) => (one < other ? -1 : 1));
        assert.deepEqual(sorted(documented), sorted(await metricsOfServer()));
    });

    it("is told the truth by dashboard and alerts: they ask for metrics and labels that are there", async () => {
        const asked = [
            ...dashboard("mcp").panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
            ...alertRules({ name: "reports", namespace: "mcp" }).map(({ expr }) => expr),
        ];
        const metrics = await metricsOfServer();
        const names = new Set(asked.flatMap((expr) => expr.match(/\bmcp_\w+/g) ?? []));
        assert.ok(names.size > 8);
        for (const name of names) assert.ok(metrics.has(name.replace(/_bucket$/, "")), name);
        for (const expr of asked) {
            const [name = ""] = /\bmcp_\w+/.exec(expr) ?? [];
            const labels = new Set(["server", "le", ...(metrics.get(name.replace(/_bucket$/, "")) ?? [])]);
            const [, by = ""] = /sum by \(([^)]+)\) \(rate\(mcp_/.exec(expr) ?? [];
            for (const label of by.split(", ").filter(Boolean)) assert.ok(labels.has(label), `${label} in ${expr}`);
        }
    });
});
