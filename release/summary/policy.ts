import type { EngineEvent } from "@pulumi/pulumi/automation";
import { plainText } from "./plain-text";
import { type Resource, resourcesIn } from "./resources";

/** What a policy finds wrong. */
export interface PolicyFinding {
    policy: string;
    /** Only a mandatory one ends the operation. */
    mandatory: boolean;
    message: string;
    /** Undefined for what is wrong with the stack as a whole. */
    resource: Resource | undefined;
}

/** What policies found, mandatory first. */
export function policyFindings(events: EngineEvent[]): PolicyFinding[] {
    const resources = resourcesIn(events);
    const findings = events.flatMap(({ policyEvent }): PolicyFinding[] => {
        if (!policyEvent) return [];
        const { policyName, enforcementLevel, message, resourceUrn } = policyEvent;
        return [
            {
                policy: policyName,
                mandatory: enforcementLevel === "mandatory",
                message: plainText(message),
                resource: resourceUrn === undefined ? undefined : resources.get(resourceUrn),
            },
        ];
    });
    const key = ({ mandatory, resource, policy, message }: PolicyFinding) =>
        [mandatory ? 0 : 1, resource?.server ?? "", resource?.urn ?? "", policy, message].join("\n");
    const unique = new Map(findings.map((finding) => [key(finding), finding]));
    return [...unique.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, finding]) => finding);
}
