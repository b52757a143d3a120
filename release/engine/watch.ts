import type { EngineEvent } from "@pulumi/pulumi/automation";
import { elapsed } from "../../local/progress";
import type { StepReport } from "../report/run";
import { nameOf } from "../summary/diagnostics";
import { plainText } from "../summary/plain-text";
import { type Resource, resourceOf, stepIn } from "../summary/resources";

/** What a step of the engine did, when it is done; those that change nothing are not told. */
const done: Partial<Record<string, string>> = {
    create: "created",
    "create-replacement": "replacement created",
    update: "updated",
    delete: "deleted",
    "delete-replaced": "replaced one deleted",
    import: "imported",
};

interface Running {
    resource: Resource;
    since: number;
    /** What its provider says that it waits for. */
    status: string;
}

/** Tells people what an operation of the engine does as it does it. */
export function engineWatch(report: StepReport, now: () => number = Date.now): (event: EngineEvent) => void {
    const parents = new Map<string, string>();
    const running = new Map<string, Running>();

    function wait(): void {
        const longest = [...running.values()].sort((one, other) => one.since - other.since)[0];
        if (longest === undefined) {
            report.waiting("");
            return;
        }
        const more = running.size > 1 ? `, and ${running.size - 1} more` : "";
        report.waiting(`${nameOf(longest.resource)}${longest.status && `: ${longest.status}`}${more}`);
    }

    function begin(event: EngineEvent): void {
        const step = event.resourcePreEvent?.metadata;
        if (!step || event.resourcePreEvent?.planning || done[step.op] === undefined) return;
        const resource = resourceOf(step.urn, parents);
        if (!resource.internal) running.set(step.urn, { resource, since: now(), status: "" });
    }

    function end(event: EngineEvent): void {
        const step = (event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
        const ended = step && running.get(step.urn);
        if (!step || !ended) return;
        running.delete(step.urn);
        const verb = event.resOpFailedEvent ? `✘ failed (${step.op})` : done[step.op];
        const took = now() - ended.since;
        report.happened(`${verb} ${nameOf(ended.resource)}${took >= 2000 ? ` (${elapsed(took)})` : ""}`);
    }

    function diagnose({ diagnosticEvent }: EngineEvent): void {
        if (!diagnosticEvent || diagnosticEvent.severity === ("debug" as string)) return;
        const text = plainText(diagnosticEvent.message);
        const waiting = diagnosticEvent.urn === undefined ? undefined : running.get(diagnosticEvent.urn);
        if (diagnosticEvent.ephemeral) {
            if (waiting) waiting.status = text.split("\n")[0] ?? "";
        } else if (text !== "" && diagnosticEvent.severity !== "error") {
            // Errors are told at the end, all together.
            for (const line of text.split("\n")) report.happened(line);
        }
    }

    return (event) => {
        const step = stepIn(event);
        const parent = (step?.new ?? step?.old)?.parent;
        if (step && parent !== undefined) parents.set(step.urn, parent);
        begin(event);
        end(event);
        diagnose(event);
        wait();
    };
}
