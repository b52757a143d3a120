import type { CallToolResult, Result } from "@modelcontextprotocol/server";

/** Longer ones are pages and dumps rather than the reason of a failure. */
const mostCharacters = 2000;

/** A result by which the server says that its tool failed, as an error: logs and traces tell its text as that of any other. */
export class FailedResult extends Error {
    override readonly name = "ToolError";

    constructor(readonly result: Result) {
        super(reasonIn(result as CallToolResult));
        // It would tell where the bridge got the result; the failure happened in another process.
        delete this.stack;
    }
}

function reasonIn({ content = [] }: CallToolResult): string {
    const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
    if (text === "") return "the tool failed and does not say why";
    return text.length > mostCharacters ? `the tool failed and says why in ${text.length} characters` : text;
}
