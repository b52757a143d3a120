import { NotStarted, type StepRun, showProgress } from "./progress";
import type { Step } from "./step";

/** Steps in an order in which each comes after those it needs; refuses unknown names and circles. */
export function inOrder(steps: Step[]): Step[] {
    const byName = new Map(steps.map((step) => [step.name, step]));
    const sorted = new Set<Step>();
    const visit = (step: Step, path: string[]) => {
        if (sorted.has(step)) return;
        if (path.includes(step.name))
            throw new Error(`steps need each other in a circle: ${[...path, step.name].join(" → ")}`);
        for (const need of step.needs) {
            const needed = byName.get(need);
            if (!needed) throw new Error(`step "${step.name}" needs "${need}", which is not among the steps`);
            visit(needed, [...path, step.name]);
        }
        sorted.add(step);
    };
    for (const step of steps) visit(step, []);
    return [...sorted];
}

/** Runs every step as soon as what it needs is done, and shows how it goes. Fails with every step's own error. */
export async function ensureSteps(steps: Step[], signal: AbortSignal): Promise<void> {
    const runs = new Map<string, StepRun>();
    for (const step of inOrder(steps)) runs.set(step.name, runStep(step, runs, signal));
    const all = [...runs.values()];
    await showProgress(all);
    const outcomes = await Promise.allSettled(all.map((run) => run.done));
    const errors = outcomes
        .map((outcome, index) => ({ outcome, title: all[index]?.step.title }))
        .filter(({ outcome }) => outcome.status === "rejected" && !(outcome.reason instanceof NotStarted))
        .map(({ outcome, title }) => `${title}: ${((outcome as PromiseRejectedResult).reason as Error).message}`);
    if (errors.length > 0) throw new Error(errors.join("\n\n"));
}

function runStep(step: Step, runs: Map<string, StepRun>, signal: AbortSignal): StepRun {
    let listener: (text: string) => void = () => undefined;
    let latest: string | undefined;
    const report = (text: string) => {
        latest = text;
        listener(text);
    };
    const needed = step.needs.map((name) => runs.get(name)?.done);
    const started = Promise.all(needed).then(
        () => undefined,
        () => {
            throw new NotStarted(step.name);
        },
    );
    const done = started.then(() => {
        signal.throwIfAborted();
        return step.ensure({ signal, report });
    });
    // Both are awaited by the caller later; until then a failure must not count as unhandled.
    started.catch(() => undefined);
    done.catch(() => undefined);
    const onReport = (heard: (text: string) => void) => {
        listener = heard;
        // A step may have begun before anyone listened.
        if (latest !== undefined) heard(latest);
    };
    return { step, started, done, onReport };
}

/** Undoes every step, last first; goes on after a failure and reports all of them at the end. */
export async function removeSteps(steps: Step[], report: (text: string) => void): Promise<void> {
    const errors: string[] = [];
    for (const step of inOrder(steps).reverse()) {
        if (!step.remove) continue;
        report(step.title);
        try {
            await step.remove();
        } catch (error) {
            errors.push(`${step.title}: ${(error as Error).message}`);
        }
    }
    if (errors.length > 0) throw new Error(`not everything could be removed:\n${errors.join("\n")}`);
}
