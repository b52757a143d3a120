import { watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { descendantsOf, type Process } from "./processes";
import type { TestStack } from "./stack";

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** When a run is killed: after so many writes of its state, and so long after the last of those. */
export interface KillPoint {
    writes: number;
    milliseconds: number;
}

/** How soon after a write its operation is under way, and how long one may be; both in milliseconds. */
const pause = { usual: 60, long: 1500 };

/** The last writes come at once, when all is done. */
const closingWrites = 4;

/** Between the first moment and the last operation: mostly while something is asked for, sometimes while it is waited for. */
export function killPoint(random: () => number, writes: number): KillPoint {
    const after = Math.floor(random() * Math.max(1, writes - closingWrites));
    const isLong = random() < 0.25 && after < writes * 0.8;
    return { writes: after, milliseconds: Math.floor(random() * (isLong ? pause.long : pause.usual)) };
}

/** What a run that was watched ended with. */
export interface WatchedRun {
    /** How often it had written its state: before and after each of its operations. */
    writes: number;
    /** What it had started when it was killed; undefined when it came to its end before. */
    orphans: Process[] | undefined;
    /** Of one that came to its end. */
    exitCode: number | undefined;
    text: string;
}

/** Runs an operation and has SIGKILL end its engine, and nothing but the engine, at the given point. */
export async function runWatched(
    stack: TestStack,
    operation: "up" | "destroy",
    point?: KillPoint,
): Promise<WatchedRun> {
    let writes = 0;
    let reached: () => void = () => undefined;
    const atPoint = new Promise<void>((resolve) => {
        reached = resolve;
    });
    const count = () => point !== undefined && writes >= point.writes && reached();
    const watcher = watch(stack.stateFolder, (_event, file) => {
        if (file !== stack.stateFile) return;
        writes++;
        count();
    });
    try {
        const run = stack.start(operation);
        count();
        const killed = point && atPoint.then(() => delay(point.milliseconds)).then(() => kill(run));
        const orphans = await Promise.race([run.then(() => undefined), ...(killed ? [killed] : [])]);
        const { exitCode, all } = await run;
        return { writes, orphans, exitCode, text: String(all) };
    } finally {
        watcher.close();
    }
}

function kill(run: ReturnType<TestStack["start"]>): Process[] | undefined {
    const { pid } = run;
    if (pid === undefined || run.exitCode !== null) return undefined;
    const children = descendantsOf(pid);
    return process.kill(pid, "SIGKILL") ? children : undefined;
}
