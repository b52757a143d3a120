import { spawn } from "node:child_process";
import { once } from "node:events";

/** After a cancellation the program has this long to end by itself: less than the 5 s that the engine gives its plugins. */
const killAfterInterruptSeconds = 4;

export interface Child {
    args: string[];
    env: NodeJS.ProcessEnv;
    cwd?: string;
    /** Aborted by the engine's cancellation: the child gets SIGINT, later SIGKILL. */
    signal: AbortSignal;
    onStdout(chunk: Buffer): void;
    onStderr(chunk: Buffer): void;
}

export interface ChildEnd {
    /** null when a signal ended it. */
    code: number | null;
    outOfMemory: boolean;
}

/** Runs node to its end, and until all of its output has been handed on. */
export async function runChild(child: Child): Promise<ChildEnd> {
    // Not process.execPath: the official host looks `node` up on PATH, too.
    const running = spawn("node", child.args, { cwd: child.cwd, env: child.env, stdio: ["ignore", "pipe", "pipe"] });
    const outOfMemory = watchForOutOfMemory();
    running.stdout.on("data", child.onStdout);
    running.stderr.on("data", (chunk: Buffer) => {
        outOfMemory.see(chunk);
        child.onStderr(chunk);
    });
    let killTimer: NodeJS.Timeout | undefined;
    const interrupt = () => {
        running.kill("SIGINT");
        killTimer = setTimeout(() => running.kill("SIGKILL"), killAfterInterruptSeconds * 1000);
    };
    child.signal.addEventListener("abort", interrupt, { once: true });
    if (child.signal.aborted) interrupt();
    try {
        const [code] = (await once(running, "close")) as [number | null];
        return { code, outOfMemory: outOfMemory.seen() };
    } catch (error) {
        throw new Error(`Problem executing program (could not run language executor): ${(error as Error).message}`);
    } finally {
        clearTimeout(killTimer);
        child.signal.removeEventListener("abort", interrupt);
    }
}

/** V8's last words before it gives up; the second obscures the first when the inspector is on (pulumi/pulumi#16596). */
const outOfMemoryMarks = ["<--- Last few GCs --->", "Check failed: needs_context && current_scope_ == closure_scope_"];

function watchForOutOfMemory() {
    let last = "";
    let seen = false;
    return {
        see(chunk: Buffer) {
            // The end of the chunk before, as a mark may be cut in two.
            const text = last + chunk.toString("utf8");
            seen ||= outOfMemoryMarks.some((mark) => text.includes(mark));
            last = text.slice(-Math.max(...outOfMemoryMarks.map((mark) => mark.length)));
        },
        seen: () => seen,
    };
}
