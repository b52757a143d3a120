import { createHash } from "node:crypto";
import { checked, type Problem } from "./problem";
import type { RuntimeArgs } from "./runtime";
import type { Timeouts } from "./timeouts";

/** What every server is told about where it runs, as environment variables. */
export function serverEnvironment(
    server: string,
    { port = 8000, path = "/mcp", era = "dual" }: RuntimeArgs,
    times: Timeouts,
): Record<string, string> {
    return {
        PORT: String(port),
        MCP_PATH: path,
        MCP_SERVER_NAME: server,
        MCP_ERA: era,
        DRAIN_SECONDS: String(times.drainSeconds),
        DRAIN_LIMIT_SECONDS: String(times.drainLimitSeconds),
        KEEP_ALIVE_SECONDS: String(times.connectionKeepAliveSeconds),
        STREAM_KEEP_ALIVE_SECONDS: String(times.streamKeepAliveSeconds),
    };
}

/** Set from other arguments; a setting or secret of that name would have no effect. */
const reserved = [
    "PORT",
    "MCP_PATH",
    "MCP_SERVER_NAME",
    "MCP_ERA",
    "DRAIN_SECONDS",
    "DRAIN_LIMIT_SECONDS",
    "KEEP_ALIVE_SECONDS",
    "STREAM_KEEP_ALIVE_SECONDS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_SERVICE_NAME",
];

/** What is wrong with the names of a server's settings and secrets, seen together. */
export function variableProblems(settings: string[], secrets: string[]): Problem[] {
    const named = [
        ...settings.map((variable) => ({ field: `settings.${variable}`, variable })),
        ...secrets.map((variable) => ({ field: `secrets.${variable}`, variable })),
    ];
    const isFree = (variable: string) => !reserved.includes(variable);
    return [
        ...settings.flatMap((variable) =>
            checked(
                `settings.${variable}`,
                variable,
                (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
                'a setting is named as the environment variable that it becomes: letters, digits and "_"',
            ),
        ),
        ...named.flatMap(({ field, variable }) =>
            checked(field, variable, isFree, "this variable is set from the server's other arguments"),
        ),
        ...settings.flatMap((variable) =>
            checked(
                `settings.${variable}`,
                variable,
                (name) => !secrets.includes(name),
                "there is a secret of this name",
            ),
        ),
    ];
}

const digestLength = 10;

/** Names the content of settings; the order of the keys makes no difference. */
export function settingsDigest(settings: Record<string, string>): string {
    const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, digestLength);
}
