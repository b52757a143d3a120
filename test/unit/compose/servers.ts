import { timeouts } from "../../../components/model/timeouts";
import type { ComposeServer } from "../../../compose/server";

/** A server of a compose file. */
export function composeServer(change: Partial<ComposeServer> = {}): ComposeServer {
    return {
        name: "issue-tracker",
        build: { context: "../servers/issues" },
        mounts: [],
        volumeNames: [],
        emptyPaths: [],
        files: {},
        user: "1000:1000",
        platform: "linux/amd64",
        hostPort: 8000,
        port: 8000,
        path: "/issue-tracker/mcp",
        livenessPath: "/health",
        environment: { LOG_LEVEL: "info" },
        secretVariables: [],
        limits: { cpu: "500m", memory: "512Mi" },
        times: timeouts(),
        route: { host: "mcp.example.com", tls: true, paths: [{ path: "/issue-tracker/mcp", exact: false }] },
        ...change,
    };
}
