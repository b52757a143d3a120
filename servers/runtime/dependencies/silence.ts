/** PINGs in the time that an answer may take: a call waits for a redis that is silent that much longer, at most. */
const pingsWithinTheLimit = 5;

/**
 * Calls `silent` when redis takes a PING and does not answer within the limit: its process is stopped, or what is sent is
 * dropped on the way. The socket's own timeout sees that only while nobody calls, as each write begins it anew. Returns
 * what ends the watch.
 */
export function watchForSilence(
    client: { readonly isReady: boolean; ping(): Promise<unknown> },
    limitMilliseconds: number,
    silent: () => void,
): () => void {
    let asking = false;
    const look = async () => {
        if (asking || !client.isReady) return;
        asking = true;
        const limit = setTimeout(silent, limitMilliseconds);
        // A connection that was lost meanwhile has been told of by its own event.
        await client.ping().catch(() => {});
        clearTimeout(limit);
        asking = false;
    };
    const timer = setInterval(look, limitMilliseconds / pingsWithinTheLimit);
    return () => clearInterval(timer);
}
