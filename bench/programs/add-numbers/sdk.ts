import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** The SDK's handler as its documentation shows it, stateless, with nothing around it. */
const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "sdk", version: "1.0.0" });
    server.registerTool(
        "add_numbers",
        { description: "Adds a list of numbers.", inputSchema: z.object({ numbers: z.array(z.number()) }) },
        ({ numbers }) => {
            const sum = numbers.reduce((total, number) => total + number, 0);
            return { content: [{ type: "text", text: `The sum is ${sum}` }] };
        },
    );
    return server;
});

createServer(toNodeHandler(handler)).listen(Number(process.env.PORT), "127.0.0.1");
