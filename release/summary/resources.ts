import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

/** A resource as people call it. */
export interface Resource {
    urn: string;
    /** "kubernetes:apps/v1:Deployment" */
    type: string;
    /** "Deployment", "iam Role" */
    kind: string;
    /** Its name in the program. */
    name: string;
    /** The server that it belongs to; undefined for what all share. */
    server: string | undefined;
    /** A provider or the stack itself: nothing of its own in cluster or cloud. */
    internal: boolean;
}

const serverType = "mcp-eks:index:McpServer";
const componentPackage = "mcp-eks:";

/** What the engine told of a step, whether it begins, ended or failed. */
export function stepIn(event: EngineEvent): StepEventMetadata | undefined {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } = event;
    return (resourcePreEvent ?? resOutputsEvent ?? resOpFailedEvent)?.metadata;
}

/** The resources that events tell of, by URN. */
export function resourcesIn(events: EngineEvent[]): Map<string, Resource> {
    const parents = new Map<string, string>();
    for (const event of events) {
        const step = stepIn(event);
        const state = step?.new ?? step?.old;
        if (step && state) parents.set(step.urn, state.parent);
    }
    return new Map([...parents.keys()].map((urn) => [urn, resourceOf(urn, parents)]));
}

/** A resource by its URN and those of the parents known so far. */
export function resourceOf(urn: string, parents: Map<string, string>): Resource {
    const { type, name } = urnParts(urn);
    return { urn, type, kind: kindOf(type), name, server: serverOf(urn, parents), internal: isInternal(type) };
}

function serverOf(urn: string, parents: Map<string, string>): string | undefined {
    for (let at: string | undefined = urn; at; at = parents.get(at)) {
        const { type, name } = urnParts(at);
        if (type === serverType) return name;
    }
    return undefined;
}

/** `urn:pulumi:stack::project::type$of$parents$type::name` */
export function urnParts(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.split("::");
    return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

export function kindOf(type: string): string {
    const [provider, module = "", name = type] = type.split(":");
    if (provider === "kubernetes" || type.startsWith(componentPackage) || provider === "pulumi") return name;
    const group = provider === "aws" ? module.split("/")[0] : provider;
    return `${group} ${name}`;
}

/** Components stand for what is in them, which is told by itself. */
const isInternal = (type: string) => type.startsWith("pulumi:") || type.startsWith(componentPackage);
