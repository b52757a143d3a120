import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../local/process/free-port";

/** A demo server in a process of its own, whose memory can be asked for. */
export interface MeasuredServer {
    url: string;
    /** What it holds after a garbage collection. */
    memory(): Promise<NodeJS.MemoryUsage>;
    /** Asks it to end as Kubernetes does; resolves with its exit code. */
    stop(): Promise<number | null>;
    kill(): void;
}

export async function startMeasuredServer(variables: Record<string, string> = {}): Promise<MeasuredServer> {
    const port = await freePort();
    const child = fork(join(__dirname, "measured-demo.ts"), {
        execArgv: ["--expose-gc", "--import", "tsx"],
        env: { ...process.env, HOST: "127.0.0.1", PORT: String(port), ...variables },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const ended = once(child, "exit") as Promise<[number | null]>;
    const origin = `http://127.0.0.1:${port}`;
    for (let waited = 0; !(await answers(`${origin}/health`)); waited += 1) {
        if (child.exitCode !== null || waited > 200) throw new Error("the server did not start");
        await sleep(100);
    }
    return {
        url: `${origin}/demo/mcp`,
        async memory() {
            const answer = once(child, "message");
            child.send("memory");
            const [memory] = await answer;
            return memory as NodeJS.MemoryUsage;
        },
        async stop() {
            child.kill("SIGTERM");
            const [code] = await ended;
            return code;
        },
        kill: () => void child.kill("SIGKILL"),
    };
}

const answers = (url: string) =>
    fetch(url).then(
        (response) => response.ok,
        () => false,
    );
