import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs the work while no other process of this machine works under the same name.
 * The lock is a listening socket in the abstract namespace (unix(7)): the kernel gives it to one process and takes it back
 * when that process ends in whatever way, so there is no lock file to go stale.
 */
export async function exclusively<T>(
    name: string,
    work: () => Promise<T>,
    options: { waiting?: () => void; signal?: AbortSignal; pollMs?: number } = {},
): Promise<T> {
    let server = await tryListen(name);
    while (!server) {
        options.waiting?.();
        await sleep(options.pollMs ?? 1000, undefined, { signal: options.signal });
        server = await tryListen(name);
    }
    const held = server;
    try {
        return await work();
    } finally {
        await new Promise((resolve) => held.close(resolve));
    }
}

function tryListen(name: string): Promise<Server | undefined> {
    return new Promise((resolve, reject) => {
        const server = createServer((connection) => connection.destroy());
        server.once("error", (error: NodeJS.ErrnoException) =>
            error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
        );
        server.listen(`\0${name}`, () => resolve(server));
    });
}
