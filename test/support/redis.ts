import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa, type ResultPromise } from "execa";
import { tool } from "./tools";

const startSeconds = 10;

/** A redis that goes away and comes back with what it had, at one address. */
export interface Redis {
    url: string;
    start(): Promise<void>;
    stop(): Promise<void>;
    /** Stops it and forgets what it had. */
    remove(): Promise<void>;
}

/** Starts Debian's redis-server at an address of this machine. */
export async function startRedis(address: string, port: number): Promise<Redis> {
    const program = await tool("redis-server");
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-redis-"));
    let running: ResultPromise | undefined;
    const redis: Redis = {
        url: `redis://${address}:${port}`,
        async start() {
            const listen = ["--bind", address, "--port", String(port), "--protected-mode", "no"];
            const keep = ["--dir", directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""];
            const started = execa(program, [...listen, ...keep], { all: true, reject: false });
            running = started;
            const ended = started.then(({ all }) => {
                throw new Error(`redis-server ended:\n${all}`);
            });
            // Nobody waits for it after the start.
            ended.catch(() => undefined);
            await Promise.race([ended, listening(address, port)]);
        },
        async stop() {
            running?.kill("SIGKILL");
            await running;
            running = undefined;
        },
        async remove() {
            await redis.stop();
            rmSync(directory, { recursive: true, force: true });
        },
    };
    await redis.start().catch(async (error) => {
        await redis.remove();
        throw error;
    });
    return redis;
}

async function listening(host: string, port: number): Promise<void> {
    const end = Date.now() + startSeconds * 1000;
    for (;;) {
        const socket = connect(port, host);
        try {
            await once(socket, "connect");
            return;
        } catch (error) {
            if (Date.now() > end) throw error;
            await pause(50);
        } finally {
            socket.destroy();
        }
    }
}
