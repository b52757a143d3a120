import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

/** What the engine told of a preview in which one server changes in many ways. */
export const changedServer = () => recorded("changed");
/** What it told of a refresh after somebody had scaled a Deployment to nothing, and deleted a role's policy. */
export const driftedServer = () => recorded("drift");

function recorded(name: string): EngineEvent[] {
    return JSON.parse(readFileSync(join(__dirname, `${name}.json`), "utf8")) as EngineEvent[];
}

/** The same events with a step of one kind changed; for what was not recorded. */
export function withStep(
    events: EngineEvent[],
    type: string,
    change: (step: StepEventMetadata) => void,
): EngineEvent[] {
    for (const { resourcePreEvent, resOutputsEvent } of events) {
        const step = (resourcePreEvent ?? resOutputsEvent)?.metadata;
        if (step?.type === type) change(step);
    }
    return events;
}

const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** A secret as the engine hands it to those who may not see it, or, badly, to those who may. */
export const secretValue = (ciphertext: string) => ({
    ...secretMark,
    ciphertext,
    plaintext: JSON.stringify(ciphertext),
});

/** A finding of a policy about the resource of a type. */
export function policyEvent(
    events: EngineEvent[],
    type: string,
    policyName: string,
    enforcementLevel: "mandatory" | "warning",
    message: string,
): EngineEvent {
    const step = events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.type === type)?.resourcePreEvent;
    return {
        sequence: 0,
        timestamp: 0,
        policyEvent: {
            resourceUrn: step?.metadata.urn,
            message,
            color: "never",
            policyName,
            policyPackName: "mcp-eks",
            policyPackVersion: "",
            policyPackVersionTag: "",
            enforcementLevel,
        },
    };
}
