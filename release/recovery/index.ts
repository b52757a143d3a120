import { setTimeout as delay } from "node:timers/promises";
import { ReleaseError } from "../report/release-error";
import type { Run, StepReport } from "../report/run";
import type { ReleaseStack } from "../stack";
import { adoption, type Decision, decide } from "./decision";
import { type StateEngine, stateEngine } from "./engine";
import { type LockFile, lockFiles, removeLock } from "./lock-files";
import { lockVerdict } from "./locks";
import { lookUp } from "./look-up";
import { thisHost } from "./processes";
import { revived, settle } from "./settlement";
import { type Deployment, isBeingDeleted, providerType, readable, type StateResource, unread } from "./state";

/** What a recovery found and did; all empty when the last run ended in good order. */
export interface Recovery {
    /** Locks of dead runs that were taken away, as "root@host, process 4711". */
    locks: string[];
    /** Resources that the killed run had created without writing it down, and that are in the state now. */
    adopted: string[];
    /** Resources that it was changing or deleting, and that are in the state as they are now. */
    reread: string[];
    /** Resources that it had not come to create, or whose half creation leaves nothing behind. */
    forgotten: string[];
}

/**
 * Before anything is changed: takes up what a run that was killed has left, so that the next one neither stumbles over it nor
 * leaves it behind. Does nothing while another run holds the stack.
 */
export async function recover(stack: ReleaseStack, run: Run): Promise<Recovery> {
    const recovery: Recovery = { locks: [], adopted: [], reread: [], forgotten: [] };
    if (!(await clearDeadLocks(stack, run, recovery))) return recovery;
    const engine = stateEngine(stack);
    const state = await engine.exported();
    const { pending_operations: pending = [] } = state.deployment;
    const isLeftUnread = unread(state.deployment).length > 0;
    if (pending.length === 0 && !isLeftUnread) return recovery;
    await run.step("Taking up what a run that was killed has left", async (report) => {
        const decisions = await withIds(decide(state.deployment), state.deployment, stack);
        refuseUnclear(decisions);
        const settlement = settle(state.deployment, decisions);
        await engine.imported({ ...state, deployment: settlement.deployment });
        const found = await readAgain(engine, settlement.reread, run, report);
        const alive = revived(found, settlement.replaced);
        if (alive !== undefined) await engine.imported({ ...state, deployment: alive });
        tell(decisions, found, report, recovery);
    });
    run.event({ type: "recovery", ...recovery });
    return recovery;
}

/** Whether the stack is free now: no lock is left, as far as one can be seen from here. */
async function clearDeadLocks(stack: ReleaseStack, run: Run, recovery: Recovery): Promise<boolean> {
    const { url = "" } = await stack.automation.workspace.whoAmI();
    const locksOf = (project: string) => lockFiles(url, stack.projectDir, project, stack.name);
    // The release record is a stack of its own.
    const own = locksOf(stack.project);
    for (const lock of [...own, ...locksOf(`${stack.project}-releases`)]) {
        const dead = removedIfDead(lock);
        if (dead === undefined) continue;
        recovery.locks.push(dead.who);
        run.say(`The stack was locked by ${dead.who}: ${dead.because}. That lock is taken away.`);
    }
    return locksOf(stack.project).length === 0;
}

function removedIfDead(lock: LockFile): { who: string; because: string } | undefined {
    const { holder } = lock;
    if (holder === undefined) return undefined;
    const verdict = lockVerdict(holder, thisHost);
    if (verdict.holder !== "dead") return undefined;
    removeLock(lock);
    const { username, hostname, pid, timestamp } = holder;
    return { who: `${username}@${hostname} (process ${pid}) since ${timestamp}`, because: verdict.because };
}

/** Decisions in which everything that AWS had to be asked is answered. */
async function withIds(decisions: Decision[], deployment: Deployment, stack: ReleaseStack): Promise<Decision[]> {
    return Promise.all(
        decisions.map(async (decision): Promise<Decision> => {
            if (decision.action !== "lookUp") return decision;
            const { operation } = decision;
            const id = await lookUp(decision.what, stack.settings);
            if (id === undefined) return { operation, action: "forget", because: "it was not created" };
            return { operation, ...adoption(operation.resource, id, deployment) };
        }),
    );
}

function refuseUnclear(decisions: Decision[]): void {
    const unclear = decisions.flatMap((decision) => (decision.action === "refuse" ? [decision] : []));
    if (unclear.length === 0) return;
    const lines = unclear.map(({ operation, because }) => `  ${readable(operation.resource.urn)}: ${because}`);
    throw new ReleaseError(
        [
            "a run was killed while it created what cannot be found again without you:",
            ...lines,
            "Look whether it exists, and say so to `pulumi refresh`, which asks about each; nothing was changed.",
        ].join("\n"),
    );
}

/** Between two looks at what is being deleted. */
const pollMilliseconds = 2000;
/** As long as the Kubernetes provider waits for a deletion. */
const deletionMinutes = 10;

/** Reads until nothing is being deleted: what has its name could not be made before that. */
async function readAgain(engine: StateEngine, urns: string[], run: Run, report: StepReport): Promise<Deployment> {
    const end = Date.now() + deletionMinutes * 60_000;
    let open = urns;
    for (;;) {
        if (open.length > 0) {
            report.waiting(`reading ${open.length === 1 ? readable(open[0] ?? "") : `${open.length} resources`}`);
            await engine.refreshed(open, run.signal);
        }
        const { deployment } = await engine.exported();
        const { resources = [] } = deployment;
        open = resources.filter((found) => open.includes(found.urn) && isBeingDeleted(found)).map(({ urn }) => urn);
        if (open.length === 0) return deployment;
        const names = open.map(readable).join(", ");
        if (Date.now() > end) {
            throw new ReleaseError(
                `Kubernetes has not finished a deletion in ${deletionMinutes} minutes: ${names}; ` +
                    "`kubectl describe` shows which finalizers hold it",
            );
        }
        report.waiting(`${names}: still being deleted`);
        await delay(pollMilliseconds, undefined, { signal: run.signal });
    }
}

function tell(decisions: Decision[], found: Deployment, report: StepReport, recovery: Recovery): void {
    const { resources = [] } = found;
    for (const decision of decisions) {
        const { resource, type } = decision.operation;
        const name = readable(resource.urn);
        // One that is being deleted may have been replaced by another of its URN.
        const isIt = ({ id, delete: isOld }: StateResource) => (type === "deleting" ? id === resource.id : !isOld);
        const isThere = resources.some((other) => other.urn === resource.urn && isIt(other));
        if (decision.action === "adopt" && isThere) {
            recovery.adopted.push(resource.urn);
            report.happened(`${name} had been created (${decision.id}): it is in the state now`);
        } else if (decision.action === "reread") {
            recovery.reread.push(resource.urn);
            report.happened(`${name} was interrupted while ${type}: ${isThere ? "it is there" : "it is gone"}`);
        } else if (resource.custom && !resource.type.startsWith(providerType)) {
            recovery.forgotten.push(resource.urn);
            const because = decision.action === "forget" ? decision.because : "it was not created";
            report.happened(`${name} was interrupted while ${type}: ${because}`);
        }
    }
}
