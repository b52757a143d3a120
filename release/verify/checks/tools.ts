import { type Check, clientWay } from "../context";
import { skipped } from "../finding";
import { withMcpClient } from "../mcp-client";
import { type ListedTool, type ToolSnapshot, toolSnapshot } from "../tools/snapshot";
import { type ToolsExpectation, type ToolsVerdict, toolsVerdict } from "../tools/verdict";
import { newestHandshake, refusalVerdict } from "./handshake";

const answerWithinMilliseconds = 15_000;

/** What is told of a server's tools beside the finding. */
export interface FoundTools {
    tools?: ToolSnapshot;
    diff?: ToolsVerdict["diff"];
}

/** Whether the server offers the tools that were recorded; what it offers goes to `tell`. */
export const toolsCheck =
    (expected: ToolsExpectation, tell: (found: FoundTools) => void): Check =>
    async ({ era }, context) => {
        const way = await clientWay(context);
        if (way === undefined) return skipped("no pod is ready to be asked");
        const speech = { handshake: newestHandshake(era), token: context.token };
        return context.untilPassed(async () => {
            let listed: ListedTool[];
            try {
                listed = await withMcpClient(way, speech, async (client) => {
                    if (client.getServerCapabilities()?.tools === undefined) return [];
                    return (await client.listTools(undefined, { timeout: answerWithinMilliseconds })).tools;
                });
            } catch (error) {
                return refusalVerdict(`tools/list ${way.title}`, error, { era, hasToken: speech.token !== undefined });
            }
            const tools = toolSnapshot(listed);
            const { finding, diff } = toolsVerdict(tools, expected);
            tell({ tools, diff });
            return finding;
        });
    };
