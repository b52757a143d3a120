import type { Client } from "@modelcontextprotocol/client";
import type { Logger } from "pino";
import type { Metrics } from "../runtime/observe/metrics";

/** For the list that is asked for at the start: a server that has none yet is served all the same. */
const firstListMilliseconds = 10_000;

/**
 * The names by which metrics, logs and traces tell of tools: those that the server has listed. All others are one, as
 * clients could otherwise make series without end.
 */
export class ToolNames {
    private readonly listed = new Set<string>();

    constructor(private readonly metrics: Pick<Metrics, "toolOffered">) {}

    /** Takes in a list of the server's. A tool that leaves the list keeps its name: its series go on. */
    learn(tools: { name: string }[]): void {
        for (const { name } of tools) {
            if (this.listed.has(name)) continue;
            this.listed.add(name);
            this.metrics.toolOffered(name);
        }
    }

    nameOf(asked: unknown): string {
        return typeof asked === "string" && this.listed.has(asked) ? asked : "unknown";
    }
}

/** What the server lists before anybody calls it; nothing where it cannot say. */
export async function firstList(
    client: Pick<Client, "getServerCapabilities" | "listTools">,
    log: Pick<Logger, "warn">,
): Promise<{ name: string }[]> {
    if (!client.getServerCapabilities()?.tools) return [];
    try {
        return (await client.listTools(undefined, { timeout: firstListMilliseconds })).tools;
    } catch (err) {
        log.warn({ err }, 'the server does not list its tools; until it does, its calls are told of as of "unknown"');
        return [];
    }
}
