import type { EngineEvent } from "@pulumi/pulumi/automation";
import { selectorLabels } from "../components/model/labels";
import { objectName } from "../components/model/names";
import type { DeployedOutputs, DeployedServer } from "./deployed";
import { refused } from "./report/release-error";
import { changesIn } from "./summary/changes";

/** The stack's outputs while canaries run (stacks/outputs.ts). */
export interface OutputsWithCanaries extends DeployedOutputs {
    canaries?: Record<string, { image: string; serviceName: string }>;
}

const imagePath = "spec.template.spec.containers[0].image";

/** The share of the calls as it is typed. */
export function canaryPercent(text: string): number {
    const percent = Number(text);
    if (Number.isInteger(percent) && percent >= 1 && percent <= 50) return percent;
    throw refused(
        `--canary is "${text}"; it is a whole number of percent from 1 to 50: the pods that stay must be able to take all calls back at once`,
    );
}

/** Servers whose pods would run another image, as a preview tells. */
export function changedServers(events: EngineEvent[]): string[] {
    return changesIn(events).flatMap(({ resource, action, properties }) => {
        const { type, name, server } = resource;
        // A Deployment of another name is a canary that an earlier run has left.
        const isServers = type === "kubernetes:apps/v1:Deployment" && server !== undefined && name === server;
        return isServers && action === "update" && properties.some(({ path }) => path === imagePath) ? [server] : [];
    });
}

/** What of a deployed server is another for its canary. */
export function canaryObjectsOf(
    server: string,
    image: string | undefined,
): Pick<DeployedServer, "objectName" | "serviceName" | "podLabels" | "image" | "url" | "route"> {
    const name = objectName(server, "canary");
    return {
        objectName: name,
        serviceName: name,
        podLabels: selectorLabels(server, "canary"),
        image,
        url: undefined,
        route: undefined,
    };
}
