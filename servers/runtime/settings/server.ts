import { z } from "zod";
import { port, servedPath } from "./kinds";

/** What the server is called, and where it listens. Its definition has the defaults of name and path. */
export const serverSettings = {
    MCP_SERVER_NAME: z.string().meta({
        description:
            "Name told to clients, and the label `server` of the metrics; by default `name` of the server's definition",
        key: "server.name",
    }),
    HOST: z
        .string()
        .default("0.0.0.0")
        .meta({
            description: "Address that the server listens on",
            key: "server.host",
            aliases: ["MCP_SERVER_HOST"],
        }),
    PORT: port.default(8000).meta({
        description: "Port that the server listens on; 0 takes any free one",
        key: "server.port",
        aliases: ["MCP_SERVER_PORT"],
    }),
    MCP_PATH: servedPath.meta({
        description: "Path of the MCP endpoint; by default `/<name>/mcp` with `name` of the server's definition",
        key: "server.path",
    }),
    MCP_ERA: z.enum(["legacy", "dual", "modern"]).default("dual").meta({
        description: "Generation of clients: `modern` refuses revisions before 2026-07-28, the others serve all",
        key: "server.era",
    }),
    MCP_TRANSPORT: z
        .literal("streamable-http", { error: 'must be "streamable-http", which is what this runtime serves' })
        .default("streamable-http")
        .meta({ description: "Has one value, for configurations that name the transport", key: "server.transport" }),
};
