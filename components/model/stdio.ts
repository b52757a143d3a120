import type { PodExtrasArgs } from "./pod-extras";
import { checked, type Problem } from "./problem";

/** A server that speaks MCP over standard input and output; its image has the bridge (servers/stdio-bridge). */
export interface StdioArgs {
    /** Program and arguments that start the server, as the image knows them: ["node", "/app/server.js"]. No shell. */
    command: string[];
}

/** Where the image has the bridge; servers/stdio-bridge/Dockerfile puts it there. */
const bridge = ["node", "/opt/mcp-bridge/bridge.mjs"];

/** Starts the bridge, and by it the server; the bridge reads PORT, MCP_PATH and the times from the environment. */
export function stdioExtras(stdio: StdioArgs | undefined): PodExtrasArgs | undefined {
    return stdio && { command: bridge, args: ["--", ...stdio.command] };
}

/** What is wrong with how the server is started. */
export function startProblems(args: { command?: string[]; args?: string[]; stdio?: StdioArgs }): Problem[] {
    const { command, stdio } = args;
    const isCommand = (words: string[] | undefined) => words === undefined || (words[0] ?? "") !== "";
    const excluded = (field: "command" | "args") =>
        checked(
            field,
            args[field],
            (found) => found === undefined || stdio === undefined,
            "stdio is given as well, and starts the bridge; choose one of the two",
        );
    return [
        ...checked("command", command, isCommand, "it names a program"),
        ...checked("stdio.command", stdio?.command, isCommand, "it names a program"),
        ...excluded("command"),
        ...excluded("args"),
    ];
}
