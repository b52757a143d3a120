import { McpServer } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

/** A server as most are written: it knows standard input and output only. */
const server = new McpServer({ name: "word-count", version: "0.1.0" });
server.registerTool(
    "count_words",
    { description: "Counts the words of a text", inputSchema: z.object({ text: z.string() }) },
    ({ text }) => ({ content: [{ type: "text", text: `${text.split(/\s+/).filter(Boolean).length} words` }] }),
);
void server.connect(new StdioServerTransport());
