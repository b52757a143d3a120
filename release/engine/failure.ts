import type { EngineEvent } from "@pulumi/pulumi/automation";
import { thisHost } from "../recovery/processes";
import { exitCodes } from "../report/exit-codes";
import { cancelled, interruption } from "../report/interruption";
import { ReleaseError } from "../report/release-error";
import { type Diagnostic, diagnosticsIn, diagnosticText, nameOf } from "../summary/diagnostics";
import { plainText } from "../summary/plain-text";
import { policyFindings } from "../summary/policy";
import { EngineFailed } from "./command";
import { lockExplanation, lockHolders } from "./lock-explanation";

/** An operation of the engine that did not go well, with what was told until then. */
export class OperationError extends ReleaseError {
    constructor(
        { message, exitCode, details }: ReleaseError,
        readonly events: EngineEvent[],
    ) {
        super(message, exitCode, details);
    }
}

/** What an operation was for, as far as its failure is explained by it. */
export interface FailedOperation {
    /** "update" */
    name: string;
    stack: string;
    /** File of the plan that it was to follow. */
    plan?: string;
    /** Whether it would have changed anything. */
    changes: boolean;
}

/** Why an operation ended early, in the words of people, with the exit code for it. */
export function explained(error: unknown, events: EngineEvent[], operation: FailedOperation): OperationError {
    return new OperationError(reason(error, events, operation), events);
}

function reason(error: unknown, events: EngineEvent[], operation: FailedOperation): ReleaseError {
    const { name, stack, plan } = operation;
    if (interruption.stop.aborted) return cancelled(cancelledText(operation));
    const texts = error instanceof EngineFailed ? `${error.stderr}\n${error.stdout}` : String(error);
    const locks = lockHolders(texts);
    if (locks !== undefined) {
        const text = lockExplanation(stack, locks, thisHost, new Date());
        return new ReleaseError(text, exitCodes.locked, { locks });
    }
    const mandatory = policyFindings(events).filter((finding) => finding.mandatory);
    if (mandatory.length > 0) {
        const lines = mandatory.map(
            ({ policy, message, resource }) => `  ${policy}: ${resource ? `${nameOf(resource)}: ` : ""}${message}`,
        );
        return new ReleaseError(
            `Policies refuse the ${name} of "${stack}":\n${lines.join("\n")}`,
            exitCodes.policyViolated,
        );
    }
    const errors = diagnosticsIn(events).filter(({ severity }) => severity === "error");
    const deviations = errors.filter(({ message }) => /violates plan/.test(message));
    if (plan !== undefined && (deviations.length > 0 || /violates plan/.test(texts))) {
        return new ReleaseError(deviationText(plan, deviations, texts));
    }
    const lines = errors.length > 0 ? errors.map(diagnosticText) : [engineText(texts)];
    // Where something was made that does not come up, the cause is in the cluster.
    const isMade = name === "update" && errors.some(({ resource }) => resource && !resource.internal);
    const advice = isMade ? `\n\`npm run release -- diagnose ${stack}\` looks for the cause in the cluster.` : "";
    return new ReleaseError(`The ${name} of "${stack}" failed:\n${lines.join("\n").replace(/^/gm, "  ")}${advice}`);
}

function cancelledText({ name, stack, changes }: FailedOperation): string {
    if (!changes) return `The ${name} of "${stack}" was cancelled.`;
    return (
        `The ${name} of "${stack}" was cancelled: what had begun is finished or noted as pending, the lock is released, ` +
        `and \`release up ${stack}\` goes on from there.`
    );
}

function deviationText(plan: string, deviations: Diagnostic[], texts: string): string {
    const lines = deviations.length > 0 ? deviations.map(diagnosticText) : [engineText(texts)];
    return [
        `What there is to do now is not what ${plan} planned; what deviates was not done:`,
        ...lines.map((line) => `  ${line}`),
        "Configuration, source or state changed after the preview: preview again with --save-plan, and apply that plan.",
    ].join("\n");
}

/** What the engine said without an event for it. */
function engineText(texts: string): string {
    const errors = plainText(texts)
        .split("\n")
        .filter((line) => /^\s*error: /.test(line))
        .map((line) => line.trim().replace(/^error: /, ""));
    return errors.length > 0 ? [...new Set(errors)].join("\n") : plainText(texts).split("\n").slice(-15).join("\n");
}
