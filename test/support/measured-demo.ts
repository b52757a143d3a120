import { subscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { demo } from "../../servers/demo/definition";
import { serve } from "../../servers/runtime/serve";

/** The demo server, which says how much memory it holds whenever its parent asks; to be run with --expose-gc. */
process.on("message", async () => process.send?.(await settledMemory()));
// The server ends by itself, not when nobody asks any more.
process.channel?.unref();

/** Sockets of clients that have gone are let go over some turns of the event loop, each of which frees more to collect. */
async function settledMemory(): Promise<NodeJS.MemoryUsage> {
    const negligible = 50 * 1024;
    let memory = collected();
    for (let next = memory, still = 0; still < 3; ) {
        await sleep(50);
        next = collected();
        still = next.heapUsed < memory.heapUsed - negligible ? 0 : still + 1;
        memory = next;
    }
    return memory;
}

function collected(): NodeJS.MemoryUsage {
    globalThis.gc?.();
    return process.memoryUsage();
}

/** What a server with a leak would do: nothing that came in is ever let go. */
if (process.env.KEEP_EVERY_REQUEST === "true") {
    const kept: unknown[] = [];
    subscribe("http.server.request.start", (started) => kept.push(started));
}

serve(demo);
