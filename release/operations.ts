import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { explained, type FailedOperation } from "./engine/failure";
import { mayBeTold } from "./engine/told";
import { engineWatch } from "./engine/watch";
import { recover } from "./recovery";
import type { Run } from "./report/run";
import type { ReleaseStack } from "./stack";

/** What an operation of the engine ended with. */
export interface Operated {
    /** What the engine told, in order, without what is only for debugging it. */
    events: EngineEvent[];
}

export interface OperationOptions {
    /** File of the plan: written by a preview, obeyed by an update. */
    plan?: string;
    /** What the update is for, in the stack's history. */
    message?: string;
    /** Looks first at what is really there, and puts it right. */
    refresh?: boolean;
}

/** What an update would do; policies are asked. An OperationError has what was told until it failed. */
export function preview(stack: ReleaseStack, run: Run, options: OperationOptions = {}): Promise<Operated> {
    const { plan, refresh } = options;
    return operate(stack, run, { name: "preview", changes: false }, (common) =>
        stack.automation.preview({ ...common, ...policies(stack), plan, refresh }),
    );
}

/** Updates the stack; first clears what a killed run left. */
export async function update(stack: ReleaseStack, run: Run, options: OperationOptions = {}): Promise<Operated> {
    await recover(stack, run);
    const { plan, message, refresh } = options;
    return operate(stack, run, { name: "update", plan, changes: true }, (common) =>
        stack.automation.up({ ...common, ...policies(stack), plan, message, refresh }),
    );
}

/** Looks at what is really there; the stack's state stays as it is. */
export function previewRefresh(stack: ReleaseStack, run: Run): Promise<Operated> {
    return operate(stack, run, { name: "refresh", changes: false }, (common) =>
        stack.automation.previewRefresh(common),
    );
}

/** What a deletion of all would delete. */
export function previewDestroy(stack: ReleaseStack, run: Run): Promise<Operated> {
    return operate(stack, run, { name: "preview of the deletion", changes: false }, (common) =>
        stack.automation.previewDestroy(common),
    );
}

/** Deletes all that the stack made; first clears what a killed run left. */
export async function destroy(stack: ReleaseStack, run: Run): Promise<Operated> {
    await recover(stack, run);
    return operate(stack, run, { name: "deletion", changes: true }, (common) => stack.automation.destroy(common));
}

/** Options of all operations. */
interface Common {
    configFile: string;
    color: "never";
    showSecrets: false;
    userAgent: string;
    signal: AbortSignal;
    onEvent(event: EngineEvent): void;
}

async function operate(
    stack: ReleaseStack,
    run: Run,
    operation: Omit<FailedOperation, "stack">,
    work: (common: Common) => Promise<unknown>,
): Promise<Operated> {
    return run.step(`${operation.name} of ${stack.name}`, async (report) => {
        const events: EngineEvent[] = [];
        const watch = engineWatch(report);
        const onEvent = (event: EngineEvent) => {
            if (!mayBeTold(event)) return;
            events.push(event);
            watch(event);
            run.event({ type: "engine", operation: operation.name, stack: stack.name, event });
        };
        const { configFile } = stack;
        const { signal } = run;
        try {
            await work({ configFile, color: "never", showSecrets: false, userAgent: "mcp-eks", signal, onEvent });
        } catch (error) {
            throw explained(error, events, { ...operation, stack: stack.name });
        }
        return { events };
    });
}

/** The project's policy pack, when it has one. */
function policies({ projectDir }: ReleaseStack): { policyPacks?: string[] } {
    const pack = join(projectDir, "policy");
    return existsSync(join(pack, "PulumiPolicy.yaml")) ? { policyPacks: [pack] } : {};
}
