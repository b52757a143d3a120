import assert from "node:assert/strict";
import { ruleGroups } from "../../components/model/alert-rules";
import { tool } from "../support/tools";
import { checkRules, type ExpectedAlert, type InputSeries, testAlert } from "./promtool";

const server = { name: "github", namespace: "mcp", externalSecretName: "github-mcp-secrets" };
const rules = ruleGroups(server, { errorPercent: 20, p95Seconds: 2, p99Seconds: 8, restarts: 2 });

const target = 'namespace="mcp",service="github-mcp"';
const pod = 'namespace="mcp",pod="github-mcp-5d9c7b6f4-x2x8z",container="server"';
const hpa = 'namespace="mcp",horizontalpodautoscaler="github-mcp"';

/** Calls of one tool: so many succeed and fail a minute. */
const calls = (succeeded: number, failed: number): InputSeries => ({
    [`mcp_requests_total{${target},tool="add",status="success"}`]: `0+${succeeded}x30`,
    [`mcp_requests_total{${target},tool="add",status="error"}`]: `0+${failed}x30`,
});

/** Durations of calls: so many a minute took up to one second, and the rest up to ten. */
const durations = (quick: number, all: number): InputSeries => ({
    [`mcp_request_duration_seconds_bucket{${target},le="1"}`]: `0+${quick}x30`,
    [`mcp_request_duration_seconds_bucket{${target},le="10"}`]: `0+${all}x30`,
    [`mcp_request_duration_seconds_bucket{${target},le="+Inf"}`]: `0+${all}x30`,
});

const condition = (namespaceLabel: string, status: string) =>
    `externalsecret_status_condition{${namespaceLabel}="mcp",name="github-mcp-secrets",condition="Ready",status="${status}"}`;

interface Case {
    title: string;
    series: InputSeries;
    alert: string;
    minute: number;
    /** Labels beside severity and server, and the description; undefined where nothing fires. */
    fires?: { severity: string; labels?: Record<string, string>; summary: string; description: string };
}

const down = {
    severity: "critical",
    summary: "MCP server github is down",
    description: "Prometheus reaches no pod of mcp/github-mcp.",
};

const cases: Case[] = [
    { title: "no target is up", series: { [`up{${target}}`]: "0x10" }, alert: "McpServerDown", minute: 3, fires: down },
    { title: "there is no target at all", series: {}, alert: "McpServerDown", minute: 3, fires: down },
    {
        title: "one of two targets is up",
        series: { [`up{${target},pod="a"}`]: "0x10", [`up{${target},pod="b"}`]: "1x10" },
        alert: "McpServerDown",
        minute: 5,
    },
    {
        title: "no replica is available",
        series: { 'kube_deployment_status_replicas_available{namespace="mcp",deployment="github-mcp"}': "2 0x10" },
        alert: "McpServerNotReady",
        minute: 4,
        fires: {
            severity: "critical",
            labels: { namespace: "mcp", deployment: "github-mcp" },
            summary: "MCP server github has no pod that is ready",
            description: "No replica of mcp/github-mcp is available.",
        },
    },
    {
        title: "a quarter of the calls fails",
        series: calls(15, 5),
        alert: "McpServerErrors",
        minute: 15,
        fires: {
            severity: "warning",
            summary: "MCP server github fails tool calls",
            description: "25.0 percent of the tool calls of five minutes failed; 20 are allowed.",
        },
    },
    { title: "a tenth of the calls fails", series: calls(18, 2), alert: "McpServerErrors", minute: 15 },
    { title: "the one call of a minute fails", series: calls(0, 1), alert: "McpServerErrors", minute: 15 },
    {
        title: "one call of ten is slow",
        series: { ...calls(20, 0), ...durations(18, 20) },
        alert: "McpServerSlowP95",
        minute: 20,
        fires: {
            severity: "warning",
            summary: "MCP server github is slow",
            description: "95 of 100 tool calls took up to 5.5 s; 2 are allowed.",
        },
    },
    {
        title: "one call of ten is slow",
        series: { ...calls(20, 0), ...durations(18, 20) },
        alert: "McpServerSlowP99",
        minute: 20,
        fires: {
            severity: "warning",
            summary: "MCP server github has slow tool calls",
            description: "99 of 100 tool calls took up to 9.1 s; 8 are allowed.",
        },
    },
    {
        title: "one call of fifty is slow",
        series: { ...calls(50, 0), ...durations(49, 50) },
        alert: "McpServerSlowP95",
        minute: 20,
    },
    {
        title: "a pod restarts every minute",
        series: { [`kube_pod_container_status_restarts_total{${pod}}`]: "0+1x20" },
        alert: "McpServerRestarts",
        minute: 17,
        fires: {
            severity: "warning",
            labels: { namespace: "mcp", pod: "github-mcp-5d9c7b6f4-x2x8z" },
            summary: "MCP server github restarts again and again",
            description: "Pod github-mcp-5d9c7b6f4-x2x8z restarted 15 times within 15 minutes; 2 are allowed.",
        },
    },
    {
        title: "a pod of a server with a longer name restarts",
        series: {
            'kube_pod_container_status_restarts_total{namespace="mcp",pod="github-mcp-two-mcp-5d9c7b6f4-x2x8z"}':
                "0+1x20",
        },
        alert: "McpServerRestarts",
        minute: 17,
    },
    {
        title: "a container waits to be started again",
        series: { [`kube_pod_container_status_waiting_reason{${pod},reason="CrashLoopBackOff"}`]: "1x20" },
        alert: "McpServerCrashLoop",
        minute: 7,
        fires: {
            severity: "critical",
            labels: { namespace: "mcp", pod: "github-mcp-5d9c7b6f4-x2x8z" },
            summary: "MCP server github crashes",
            description: "Pod github-mcp-5d9c7b6f4-x2x8z ends soon after each start.",
        },
    },
    {
        title: "the autoscaler is at its limit",
        series: {
            [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "5x30",
            [`kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`]: "5x30",
            [`kube_horizontalpodautoscaler_spec_min_replicas{${hpa}}`]: "2x30",
        },
        alert: "McpServerAtMaxReplicas",
        minute: 20,
        fires: {
            severity: "warning",
            labels: {
                namespace: "mcp",
                horizontalpodautoscaler: "github-mcp",
            },
            summary: "MCP server github cannot be scaled any further",
            description: "The autoscaler has been at maxReplicas (5) for 15 minutes.",
        },
    },
    {
        title: "the autoscaler has no room by intention",
        series: {
            [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "2x30",
            [`kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`]: "2x30",
            [`kube_horizontalpodautoscaler_spec_min_replicas{${hpa}}`]: "2x30",
        },
        alert: "McpServerAtMaxReplicas",
        minute: 20,
    },
    ...["namespace", "exported_namespace"].map((label) => ({
        title: `an ExternalSecret fails, named by ${label}`,
        series: { [condition(label, "False")]: "1x20", [condition(label, "True")]: "0x20" },
        alert: "McpServerSecretsNotSynced",
        minute: 12,
        fires: {
            severity: "warning",
            labels: {
                [label]: "mcp",
                name: "github-mcp-secrets",
                condition: "Ready",
                status: "False",
            },
            summary: "MCP server github does not get its secrets",
            description: "ExternalSecret mcp/github-mcp-secrets is not synced.",
        },
    })),
    {
        title: "an ExternalSecret is synced",
        series: { [condition("namespace", "False")]: "0x20", [condition("namespace", "True")]: "1x20" },
        alert: "McpServerSecretsNotSynced",
        minute: 12,
    },
];

describe("alerts of a server", function () {
    this.timeout(900_000);
    before(async function () {
        // The first run on a machine installs it.
        this.timeout(900_000);
        await tool("promtool");
    });

    it("are rules that Prometheus takes", async () => {
        assert.equal(await checkRules(rules), "");
        assert.equal(await checkRules(ruleGroups({ name: "a", namespace: "b" })), "");
    });

    for (const { title, series, alert, minute, fires } of cases) {
        it(`${fires ? "fire" : "are quiet"} when ${title} (${alert})`, async () => {
            const expected: ExpectedAlert[] = fires
                ? [
                      {
                          labels: { severity: fires.severity, server: "github", ...fires.labels },
                          annotations: { summary: fires.summary, description: fires.description },
                      },
                  ]
                : [];
            assert.equal(await testAlert(rules, series, alert, minute, expected), "");
        });
    }
});
