import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/** A server of standard input and output whose tools show what a bridge makes of their calls. */
const server = new Server({ name: "observed-stdio", version: "3.2.1" }, { capabilities: { tools: {} } });

const listed = ["told", "broken", "verbose", "refused", "waiting", "growing", "ending", "lasting"];
const inputSchema = { type: "object" as const };
const text = (said: string) => ({ content: [{ type: "text" as const, text: said }] });

server.setRequestHandler("tools/list", () => ({ tools: listed.map((name) => ({ name, inputSchema })) }));

server.setRequestHandler("tools/call", ({ params }, { mcpReq }) => {
    const { name, arguments: args = {}, _meta } = params;
    switch (name) {
        case "told":
            return text(String(_meta?.traceparent));
        case "broken":
            return { ...text(`no repository ${args.repository}`), isError: true };
        case "verbose":
            return { ...text("page ".repeat(1000)), isError: true };
        case "waiting":
            return new Promise((_resolve, reject) => mcpReq.signal.addEventListener("abort", () => reject()));
        case "lasting":
            return new Promise((resolve) => setTimeout(() => resolve(text("at last")), Number(args.milliseconds)));
        case "growing":
            listed.push("grown");
            return text("one more");
        case "ending":
            return process.exit(3);
        case "grown":
        case "unlisted":
            return text("here as well");
        default:
            throw new ProtocolError(ProtocolErrorCode.InvalidParams, `no tool ${name}`);
    }
});

void server.connect(new StdioServerTransport());
