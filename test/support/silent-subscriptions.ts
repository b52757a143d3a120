import { Server } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** A server of standard input and output that never answers who subscribes to `silent:`, and everybody else at once. */
const server = new Server({ name: "silent", version: "1.0.0" }, { capabilities: { resources: { subscribe: true } } });

server.setRequestHandler("resources/subscribe", ({ params }) =>
    params.uri.startsWith("silent:") ? new Promise(() => {}) : {},
);
server.setRequestHandler("resources/unsubscribe", () => ({}));

void server.connect(new StdioServerTransport());
