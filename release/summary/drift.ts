import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { type Resource, resourcesIn } from "./resources";
import { shown } from "./wire-values";

/** What is otherwise than the last update left it. */
export interface Drift {
    resource: Resource;
    /** Field, "" for the resource as a whole. */
    path: string;
    /** As the last update left it. */
    expected: unknown;
    /** Undefined where there is nothing any more. */
    found: unknown;
    /** How it is put right, where an update with --refresh does not. */
    remedy?: string;
}

/** What a refresh that is only previewed finds, by server and resource. */
export function driftIn(events: EngineEvent[]): Drift[] {
    const resources = resourcesIn(events);
    const steps = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
    const drift = steps.flatMap((step) => {
        const resource = resources.get(step.urn);
        return resource === undefined || resource.internal ? [] : driftOf(resource, step);
    });
    return [...drift, ...beyondAutoscalers(steps, resources)].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

const key = ({ resource: { server, kind, name, urn }, path }: Drift) =>
    [server ?? "\uffff", kind, name, urn, path].join("\n");

function driftOf(resource: Resource, step: StepEventMetadata): Drift[] {
    if (step.op === "delete") return [{ resource, path: "", expected: "is there", found: undefined }];
    // What the program leaves to others (ignoreChanges) is no drift: the engine then says "same".
    if (step.op !== "update" || !step.old || !step.new) return [];
    return fields("", shown(step.old.inputs), shown(step.new.inputs)).map((field) => ({ resource, ...field }));
}

type FieldDrift = Pick<Drift, "path" | "expected" | "found">;

function fields(path: string, expected: unknown, found: unknown): FieldDrift[] {
    if (JSON.stringify(expected) === JSON.stringify(found)) return [];
    if (isObject(expected) && isObject(found)) {
        const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
        return keys.flatMap((name) => fields(joined(path, name), expected[name], found[name]));
    }
    if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
        return expected.flatMap((entry, index) => fields(`${path}[${index}]`, entry, found[index]));
    }
    return [{ path, expected, found }];
}

function joined(path: string, name: string): string {
    if (!/^[\w-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === "" ? name : `${path}.${name}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

interface KubeObject {
    metadata?: { name?: string; namespace?: string };
    spec?: Record<string, unknown>;
}

/**
 * Where there is an autoscaler the number of pods is its own, and the engine ignores it. But it works within bounds only, and
 * stops altogether at zero: a number out of them was set by hand.
 */
function beyondAutoscalers(steps: StepEventMetadata[], resources: Map<string, Resource>): Drift[] {
    const live = (type: string) =>
        steps
            .filter((step) => step.type === type && step.op !== "delete")
            .map((step) => ({ step, object: (step.new?.outputs ?? {}) as KubeObject }));
    const deployments = live("kubernetes:apps/v1:Deployment");
    return live("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").flatMap(({ object: autoscaler }): Drift[] => {
        const { scaleTargetRef, minReplicas, maxReplicas } = autoscaler.spec ?? {};
        const target = (scaleTargetRef as { name?: string } | undefined)?.name;
        const scaled = deployments.find(
            ({ object }) =>
                object.metadata?.name === target && object.metadata?.namespace === autoscaler.metadata?.namespace,
        );
        const found = scaled?.object.spec?.replicas;
        const resource = scaled && resources.get(scaled.step.urn);
        if (resource === undefined || typeof found !== "number") return [];
        const [least, most] = [Number(minReplicas ?? 1), Number(maxReplicas)];
        if (found >= least && found <= most) return [];
        const { name, namespace } = scaled?.object.metadata ?? {};
        const remedy = `kubectl scale deployment ${name} --namespace ${namespace} --replicas ${least}`;
        return [{ resource, path: "spec.replicas", expected: `${least} to ${most} by its autoscaler`, found, remedy }];
    });
}
