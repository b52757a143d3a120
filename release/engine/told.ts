import type { EngineEvent } from "@pulumi/pulumi/automation";

/**
 * What of the engine's events may be written to files. Properties in them are masked by the engine; its debug messages are
 * not, they hold whole requests and answers with their secrets.
 */
export function mayBeTold({ diagnosticEvent }: EngineEvent): boolean {
    return diagnosticEvent === undefined || (diagnosticEvent.severity as string) !== "debug";
}
