import { z } from "zod";
import { port } from "./kinds";

/** What the server is called, and where it listens. */
export const serverSettings = {
    MCP_SERVER_NAME: z.string().default("demo").meta({
        description: "Name told to clients, and the label `server` of the metrics",
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
    MCP_PATH: z
        .string()
        .regex(/^(\/[A-Za-z0-9._~-]+)+$/, "must look like /demo/mcp")
        .refine((path) => !["/health", "/ready", "/metrics"].includes(path), { error: "is a path of the server's own" })
        .default("/demo/mcp")
        .meta({ description: "Path of the MCP endpoint", key: "server.path" }),
    MCP_ERA: z.enum(["legacy", "dual", "modern"]).default("dual").meta({
        description: "Generation of clients: `modern` refuses revisions before 2026-07-28, the others serve all",
        key: "server.era",
    }),
    MCP_TRANSPORT: z
        .literal("streamable-http", { error: 'must be "streamable-http", which is what this runtime serves' })
        .default("streamable-http")
        .meta({ description: "Has one value, for configurations that name the transport", key: "server.transport" }),
};
