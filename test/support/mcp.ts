import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";
import { callToolWith, type Reach, withClient } from "../../local/client/mcp";

export { callTool, listTools, type Reach, withClient } from "../../local/client/mcp";

/** When the parts of one streamed answer arrived, from the moment of the call. */
export interface StreamTimes {
    firstEventMilliseconds: number;
    endMilliseconds: number;
    events: number;
}

/** Calls the demo server's `count_slowly` and times what arrives. */
export function timeStream(
    url: string,
    steps: number,
    intervalMilliseconds: number,
    reach: Reach = {},
): Promise<StreamTimes> {
    return withClient(url, reach, async (client) => {
        const started = performance.now();
        const arrivals: number[] = [];
        const args = { steps, interval_milliseconds: intervalMilliseconds };
        await callToolWith(client, "count_slowly", args, reach, () => arrivals.push(performance.now() - started));
        const [firstEventMilliseconds] = arrivals;
        if (firstEventMilliseconds === undefined) throw new Error(`${url} sent no progress before its answer`);
        return { firstEventMilliseconds, endMilliseconds: performance.now() - started, events: arrivals.length };
    });
}

/** What became of a run of calls. */
export interface LoadResult {
    calls: number;
    failures: LoadFailure[];
}

export interface LoadFailure {
    /** Since the load began. */
    atMilliseconds: number;
    message: string;
}

export interface LoadOptions extends Reach {
    /** Clients that call at the same time, each on its own connections. */
    clients?: number;
    /** Rest of a client between two calls. */
    pauseMilliseconds?: number;
    /** Calls whose answers are streams of so many events, in place of short ones. */
    stream?: { steps: number; intervalMilliseconds: number };
    /** The load ends by then, also when `until` has not come. */
    longestMilliseconds?: number;
}

/** A load that only fails ends early: nobody reads the thousandth failure. */
const mostFailures = 100;

/**
 * Calls `add_numbers`, or `count_slowly` for streams, until a promise settles, as clients do that know nothing of what happens to the server: each keeps
 * its connections, does not retry, and after a failure connects anew. A wrong answer is a failure too.
 */
export async function callContinuously(
    url: string,
    until: Promise<unknown>,
    { clients = 4, pauseMilliseconds = 20, longestMilliseconds = 180_000, stream, ...reach }: LoadOptions = {},
): Promise<LoadResult> {
    const started = performance.now();
    const result: LoadResult = { calls: 0, failures: [] };
    let ended = false;
    const end = () => {
        ended = true;
    };
    until.then(end, end);
    const goesOn = () =>
        !ended && performance.now() - started < longestMilliseconds && result.failures.length < mostFailures;

    const call = async (client: Client): Promise<void> => {
        result.calls += 1;
        const number = result.calls;
        const [tool, args, expected] = stream
            ? [
                  "count_slowly",
                  { steps: stream.steps, interval_milliseconds: stream.intervalMilliseconds },
                  `Counted to ${stream.steps}`,
              ]
            : ["add_numbers", { numbers: [number, 1] }, `The sum is ${number + 1}`];
        const text = await callToolWith(client, tool, args, reach);
        if (text !== expected) throw new Error(`wrong answer of call ${number}: ${text}, not ${expected}`);
        await pause(pauseMilliseconds);
    };
    const callAsOneClient = async (): Promise<void> => {
        while (goesOn()) {
            try {
                await withClient(url, reach, async (client) => {
                    while (goesOn()) await call(client);
                });
            } catch (error) {
                const atMilliseconds = Math.round(performance.now() - started);
                result.failures.push({ atMilliseconds, message: describe(error) });
                await pause(pauseMilliseconds);
            }
        }
    };
    await Promise.all(Array.from({ length: clients }, callAsOneClient));
    return result;
}

/** fetch says "fetch failed" and keeps the reason in `cause`. */
function describe(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
