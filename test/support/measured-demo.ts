import { subscribe } from "node:diagnostics_channel";
import { demo } from "../../servers/demo/definition";
import { serve } from "../../servers/runtime/serve";

/** The demo server, which says how much memory it holds whenever its parent asks; to be run with --expose-gc. */
process.on("message", () => {
    globalThis.gc?.();
    globalThis.gc?.();
    process.send?.(process.memoryUsage());
});
// The server ends by itself, not when nobody asks any more.
process.channel?.unref();

/** What a server with a leak would do: nothing that came in is ever let go. */
if (process.env.KEEP_EVERY_REQUEST === "true") {
    const kept: unknown[] = [];
    subscribe("http.server.request.start", (started) => kept.push(started));
}

serve(demo);
