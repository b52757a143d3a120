import { createServer } from "node:http";

/** The least that an answer takes: reads the call, adds, writes the result. It checks nothing and speaks no protocol. */
const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
        const { id, params } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        const numbers: number[] = params.arguments.numbers;
        const text = `The sum is ${numbers.reduce((sum, number) => sum + number, 0)}`;
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } }));
    });
});

server.listen(Number(process.env.PORT), "127.0.0.1");
