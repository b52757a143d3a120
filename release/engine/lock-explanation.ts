import { elapsed } from "../../local/progress";
import { type Host, type LockHolder, lockVerdict } from "../recovery/locks";

/** What the backend says when another run holds the stack's lock. */
const lockedText = /the stack is currently locked by|\[409\] Conflict: Another update is currently in progress/;
/** One line for each lock: "file:///…json: created by root@host (pid 12) at 2026-11-20T17:00:00Z". */
const holderLine = /created by (\S*)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** Who holds the lock; undefined when it is not about a lock, empty when the backend does not tell. */
export function lockHolders(engineText: string): LockHolder[] | undefined {
    if (!lockedText.test(engineText)) return undefined;
    return [...engineText.matchAll(holderLine)].map(([, username = "", hostname = "", pid, timestamp = ""]) => ({
        username,
        hostname,
        pid: Number(pid),
        timestamp,
    }));
}

/** Who holds the lock, since when, whether that run is still there, and what to do. */
export function lockExplanation(stack: string, holders: LockHolder[], here: Host, now: Date): string {
    const verdicts = holders.map((holder) => lockVerdict(holder, here).holder);
    return [
        `Stack "${stack}" is being changed by another run; this one has changed nothing.`,
        ...holders.map((holder, index) => `  ${holderText(holder, verdicts[index], now)}`),
        advice(stack, verdicts),
    ].join("\n");
}

function holderText(
    { username, hostname, pid, timestamp }: LockHolder,
    verdict: string | undefined,
    now: Date,
): string {
    const age = elapsed(Math.max(0, now.getTime() - Date.parse(timestamp)));
    const state = { alive: "it is running", dead: "it is not there any more", elsewhere: "on another machine" };
    const known = state[verdict as keyof typeof state] ?? "unknown";
    return `${username}@${hostname}, process ${pid}, since ${timestamp} (${age}): ${known}`;
}

function advice(stack: string, verdicts: string[]): string {
    if (verdicts.includes("alive")) return "Wait until it ends, or end it there with Ctrl-C; then run this again.";
    const cancel = `\`pulumi cancel --yes --stack ${stack}\` takes the lock away`;
    if (verdicts.length > 0 && verdicts.every((verdict) => verdict === "dead")) {
        return `That run was killed and left its lock: \`release up ${stack}\` clears it and settles what was half done, or ${cancel}.`;
    }
    return `Wait until it ends. Only if you know that it was killed: ${cancel}, then run this again.`;
}
