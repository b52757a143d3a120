import assert from "node:assert/strict";
import { alertRules } from "../../../components/model/alert-rules";
import { alerts } from "../../../components/model/alerts";
import { dashboard } from "../../../components/model/dashboard";
import { monitoringProblems } from "../../../components/model/monitoring-rules";

const server = { name: "github", namespace: "mcp" };

describe("alerts", () => {
    it("ask for secrets only of a server that has some", () => {
        const names = (externalSecretName?: string) =>
            alertRules({ ...server, externalSecretName }).map(({ alert }) => alert);
        assert.ok(!names().includes("McpServerSecretsNotSynced"));
        assert.ok(names("github-mcp-secrets").includes("McpServerSecretsNotSynced"));
    });

    it("never have the 99th percentile below the 95th by default", () => {
        assert.equal(alerts().p99Seconds, 30);
        assert.equal(alerts({ p95Seconds: 60 }).p99Seconds, 60);
    });

    it("have the labels that route them, beside their own", () => {
        const labels = { environment: "production" };
        for (const rule of alertRules(server, { labels })) {
            assert.equal(rule.labels.environment, "production");
            assert.equal(rule.labels.server, "github");
        }
    });

    it("are of one server only: another's series match none of them", () => {
        for (const { expr } of alertRules(server)) {
            for (const [, selector = ""] of expr.matchAll(/\{([^}]*)\}/g)) {
                assert.match(selector, /namespace="mcp"/);
                assert.match(selector, /="github-mcp"|=~"github-mcp-/);
            }
        }
    });
});

describe("monitoring", () => {
    it("takes Prometheus' durations, and no others", () => {
        const problems = (interval: string) => monitoringProblems({ interval }).length;
        assert.deepEqual(["15s", "1m30s", "500ms", "2h"].map(problems), [0, 0, 0, 0]);
        assert.deepEqual(["", "30", "30 s", "1.5m", "s30", "30s1m"].map(problems), [1, 1, 1, 1, 1, 1]);
    });
});

describe("dashboard", () => {
    const { panels, templating, uid } = dashboard("mcp-prod");

    it("places every panel, and no two at one place", () => {
        const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
            Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
        );
        assert.equal(new Set(cells).size, cells.length);
        for (const { gridPos } of panels) assert.ok(gridPos.x + gridPos.w <= 24);
        assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    });

    it("asks of the namespace and the chosen servers only", () => {
        for (const { expr } of panels.flatMap(({ targets }) => targets)) {
            const selectors = [...expr.matchAll(/\{([^}]*)\}/g)].map(([, selector]) => selector ?? "");
            assert.ok(selectors.length > 0, expr);
            for (const selector of selectors) assert.match(selector, /namespace="mcp-prod",server=~"\$server"/);
        }
    });

    it("has every variable that its queries name", () => {
        const names = templating.list.map(({ name }) => name);
        const used = [...JSON.stringify(panels).matchAll(/\$(\w+)/g)].map(([, name]) => name ?? "");
        const builtIn = (name: string) => name.startsWith("__");
        for (const name of used) assert.ok(builtIn(name) || names.includes(name), name);
    });

    it("is another one for another namespace, with a uid that Grafana takes", () => {
        assert.notEqual(uid, dashboard("mcp-dev").uid);
        assert.match(dashboard("n".repeat(63)).uid, /^[A-Za-z0-9_-]{1,40}$/);
    });
});
