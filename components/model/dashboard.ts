import { createHash } from "node:crypto";

/** Label by which Grafana's sidecar finds the ConfigMaps that hold dashboards. */
export const dashboardLabels = { grafana_dashboard: "1" };

/** The dashboard's ConfigMap; the namespace is in it, as those of several may meet in one. */
export const dashboardName = (namespace: string) => `mcp-dashboard-${namespace}`;

interface Query {
    expr: string;
    legend: string;
}

interface PanelPlan {
    title: string;
    description: string;
    /** Unit of the values, as Grafana calls it: reqps, percent, s, short. */
    unit: string;
    queries: Query[];
}

const columns = 2;
const panelWidth = 24 / columns;
const panelHeight = 8;
const datasource = { type: "prometheus", uid: "$datasource" };

/** A Grafana dashboard of all MCP servers of a namespace, one of them, or some. */
export function dashboard(namespace: string) {
    return {
        uid: dashboardUid(namespace),
        title: `MCP servers (${namespace})`,
        tags: ["mcp"],
        schemaVersion: 39,
        editable: true,
        refresh: "30s",
        time: { from: "now-3h", to: "now" },
        templating: { list: [datasourceVariable, serverVariable(namespace)] },
        panels: panels(namespace).map(panel),
    };
}

/** Links to a dashboard are by this; Grafana takes 40 characters, fewer than a namespace may have. */
const dashboardUid = (namespace: string) => `mcp-${createHash("sha256").update(namespace).digest("hex").slice(0, 12)}`;

const datasourceVariable = { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" };

function serverVariable(namespace: string) {
    return {
        name: "server",
        label: "Server",
        type: "query",
        datasource,
        query: `label_values(mcp_concurrent_requests{namespace="${namespace}"}, server)`,
        refresh: 2,
        sort: 1,
        multi: true,
        includeAll: true,
        current: { text: "All", value: "$__all" },
    };
}

/** What is to be seen of the servers; the names of the metrics are those that every server has to expose. */
function panels(namespace: string): PanelPlan[] {
    const chosen = `namespace="${namespace}",server=~"$server"`;
    const rate = (metric: string, labels = chosen) => `rate(${metric}{${labels}}[$__rate_interval])`;
    const latency = (percentile: number) => ({
        expr: `histogram_quantile(0.${percentile}, sum by (server, le) (${rate("mcp_request_duration_seconds_bucket")}))`,
        legend: `{{server}} p${percentile}`,
    });
    return [
        {
            title: "Tool calls",
            description: "Calls a second, by server and tool",
            unit: "reqps",
            queries: [{ expr: `sum by (server, tool) (${rate("mcp_requests_total")})`, legend: "{{server}} {{tool}}" }],
        },
        {
            title: "Failed tool calls",
            description: "Share of the calls that ended with an error, by server",
            unit: "percent",
            queries: [
                {
                    expr: `100 * sum by (server) (${rate("mcp_requests_total", `${chosen},status="error"`)}) / sum by (server) (${rate("mcp_requests_total")})`,
                    legend: "{{server}}",
                },
            ],
        },
        {
            title: "Duration of tool calls",
            description: "95 and 99 of 100 calls took at most so long, by server",
            unit: "s",
            queries: [latency(95), latency(99)],
        },
        {
            title: "Errors by reason",
            description: "Errors a second, by server, tool and reason",
            unit: "reqps",
            queries: [
                {
                    expr: `sum by (server, tool, error_type) (${rate("mcp_errors_total")})`,
                    legend: "{{server}} {{tool}} {{error_type}}",
                },
            ],
        },
        {
            title: "Open connections, streams and running calls",
            description:
                "Connections that clients and proxies hold open, event streams in them, and tool calls that are being answered",
            unit: "short",
            queries: [
                { expr: `sum by (server) (mcp_active_connections{${chosen}})`, legend: "{{server}} connections" },
                { expr: `sum by (server) (mcp_open_streams{${chosen}})`, legend: "{{server}} streams" },
                { expr: `sum by (server) (mcp_concurrent_requests{${chosen}})`, legend: "{{server}} calls" },
            ],
        },
        {
            title: "HTTP responses",
            description: "Responses a second, by server and status code",
            unit: "reqps",
            queries: [
                {
                    expr: `sum by (server, code) (${rate("mcp_http_responses_total")})`,
                    legend: "{{server}} {{code}}",
                },
            ],
        },
        {
            title: "Refused requests",
            description: "Requests a second that were not authenticated, by result, and that the rate limit refused",
            unit: "reqps",
            queries: [
                {
                    expr: `sum by (server, result) (${rate("mcp_auth_attempts_total", `${chosen},result!="success"`)})`,
                    legend: "{{server}} {{result}}",
                },
                {
                    expr: `sum by (server) (${rate("mcp_rate_limited_requests_total")})`,
                    legend: "{{server}} rate limit",
                },
            ],
        },
        {
            title: "Duration of authentication",
            description: "95 of 100 requests were authenticated within so long, by server",
            unit: "s",
            queries: [
                {
                    expr: `histogram_quantile(0.95, sum by (server, le) (${rate("mcp_auth_duration_seconds_bucket")}))`,
                    legend: "{{server}} p95",
                },
            ],
        },
        {
            title: "Rate limits of external APIs",
            description: "Requests that an API still allows, for servers that report it, and what they call",
            unit: "short",
            queries: [
                {
                    expr: `min by (server) (mcp_api_rate_limit_remaining{${chosen}})`,
                    legend: "{{server}} remaining",
                },
                {
                    expr: `sum by (server, endpoint) (${rate("mcp_api_calls_total")})`,
                    legend: "{{server}} {{endpoint}} a second",
                },
            ],
        },
    ];
}

function panel({ title, description, unit, queries }: PanelPlan, index: number) {
    return {
        id: index + 1,
        type: "timeseries",
        title,
        description,
        datasource,
        gridPos: {
            x: (index % columns) * panelWidth,
            y: Math.floor(index / columns) * panelHeight,
            w: panelWidth,
            h: panelHeight,
        },
        fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
        targets: queries.map(({ expr, legend }, query) => ({
            refId: String.fromCharCode("A".charCodeAt(0) + query),
            datasource,
            expr,
            legendFormat: legend,
        })),
    };
}
