import type { EngineEvent } from "@pulumi/pulumi/automation";
import { plainText } from "./plain-text";
import { type Resource, resourcesIn } from "./resources";

/** What engine, providers or the program say of a resource, or of the operation as a whole. */
export interface Diagnostic {
    severity: "warning" | "error";
    message: string;
    resource: Resource | undefined;
}

/** Says only that there was an error. */
const empty = /^(?:preview|update|destroy|refresh|resource|one or more)\b.*\bfailed$/i;

/** Warnings and errors, each once, in the order in which they came. */
export function diagnosticsIn(events: EngineEvent[]): Diagnostic[] {
    const resources = resourcesIn(events);
    const found = new Map<string, Diagnostic>();
    for (const { diagnosticEvent } of events) {
        if (!diagnosticEvent || diagnosticEvent.ephemeral) continue;
        const { severity, urn } = diagnosticEvent;
        if (severity !== "warning" && severity !== "error") continue;
        const message = plainText(diagnosticEvent.message);
        const resource = urn === undefined ? undefined : resources.get(urn);
        if (message === "" || empty.test(message)) continue;
        found.set(`${severity}\n${urn}\n${message}`, { severity, message, resource });
    }
    return [...found.values()];
}

/** `Deployment demo: …`, and the message alone where it is about all. */
export function diagnosticText({ message, resource }: Diagnostic): string {
    return resource === undefined || resource.internal ? message : `${nameOf(resource)}: ${message}`;
}

/** `Deployment demo of server demo` */
export function nameOf({ kind, name, server }: Resource): string {
    return server === undefined || server === name ? `${kind} ${name}` : `${kind} ${name} of server ${server}`;
}
