import { OperationError } from "./engine/failure";
import { type OperationOptions, preview } from "./operations";
import { pinnedLines } from "./pins";
import { readRecord } from "./record";
import { exitCodes } from "./report/exit-codes";
import type { Run } from "./report/run";
import type { ReleaseStack } from "./stack";
import { changesIn, unchangedIn } from "./summary/changes";
import { type ConfigDifference, configDifferences, type HistoryConfig, historyValues } from "./summary/config-diff";
import { diagnosticsIn } from "./summary/diagnostics";
import { policyFindings } from "./summary/policy";
import type { PreviewSummary } from "./summary/preview-markdown";

export interface Previewed {
    summary: PreviewSummary;
    /** Why it ended early, when it did: also of such a preview people are told what it had found. */
    failure: OperationError | undefined;
}

/** Previews a stack, and gathers all that there is to tell of it. */
export async function previewed(stack: ReleaseStack, run: Run, options: OperationOptions = {}): Promise<Previewed> {
    const config = await sinceLastUpdate(stack);
    const notes = await pinNotes(stack);
    const { events, failure } = await preview(stack, run, options).then(
        (done) => ({ events: done.events, failure: undefined }),
        (error: unknown) => {
            // When it was cancelled, or another run holds the stack, nothing was found.
            const early: readonly number[] = [exitCodes.cancelled, exitCodes.locked];
            if (!(error instanceof OperationError) || early.includes(error.exitCode)) throw error;
            return { events: error.events, failure: error };
        },
    );
    const isPolicy = failure?.exitCode === exitCodes.policyViolated;
    const summary = {
        stack: stack.name,
        changes: changesIn(events),
        unchanged: unchangedIn(events),
        findings: policyFindings(events),
        diagnostics: diagnosticsIn(events),
        config,
        notes,
        // Findings of policies are told by themselves.
        failure: isPolicy ? undefined : failure?.message,
    };
    return { summary, failure };
}

/** How far back the last update is looked for. */
const historyLength = 20;

async function sinceLastUpdate({ automation, settings }: ReleaseStack): Promise<ConfigDifference[]> {
    const history = await automation.history(historyLength, 1, false);
    const last = history.find(
        ({ kind, result }) => (kind === "update" || kind === "destroy") && result === "succeeded",
    );
    if (last === undefined || last.kind === "destroy") return [];
    return configDifferences(historyValues(last.config as HistoryConfig), settings.values);
}

async function pinNotes(stack: ReleaseStack): Promise<string[]> {
    if (stack.config.release === undefined) return [];
    const lines = pinnedLines(await readRecord(stack));
    if (lines.length === 0) return [];
    // A stack that builds its images keeps a rollback until the next update, which the preview does not know yet.
    const until =
        stack.config.release.from === undefined ? " until the next update, which builds from source again" : "";
    return [`Pinned${until}:\n\n${lines.map((line) => `- ${line}`).join("\n")}`];
}

/** The same for `--json`. */
export function previewJson({ summary }: Previewed): Record<string, unknown> {
    const { changes, unchanged, findings, config } = summary;
    return {
        changes: changes.map(({ resource, action, properties, protected: isProtected }) => ({
            server: resource.server,
            type: resource.type,
            name: resource.name,
            urn: resource.urn,
            action,
            protected: isProtected,
            properties,
        })),
        unchanged,
        policies: findings.map(({ policy, mandatory, message, resource }) => ({
            policy,
            mandatory,
            message,
            server: resource?.server,
            urn: resource?.urn,
        })),
        config,
    };
}
