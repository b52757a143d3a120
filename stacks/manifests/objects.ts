import { join } from "node:path";
import { disconnect, getMonitor, setAllConfig, setMocks } from "@pulumi/pulumi/runtime";
import type { EngineConfig } from "../stack-file";
import { type Place, placeholderAnswer, placeholderState } from "./placeholders";
import { plain } from "./plain";

/** An object as it goes to the Kubernetes provider. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; [field: string]: unknown };
    [field: string]: unknown;
}

export interface StackObject {
    /** Server whose object it is; undefined for what all share. */
    server: string | undefined;
    object: KubernetesObject;
}

const program = join(__dirname, "..", "index.ts");

/**
 * The Kubernetes objects of a stack: its program is run against a monitor that creates nothing and asks nobody. Once in a
 * process, as Pulumi's runtime is the process's own.
 */
export async function stackObjects(stack: string, { values, secretKeys }: EngineConfig): Promise<StackObject[]> {
    const place = placeOf(values);
    await setMocks(
        {
            newResource: ({ type, name, inputs }) => ({
                id: name,
                state: placeholderState(type, name, inputs, place),
            }),
            call: ({ token, inputs }) => placeholderAnswer(token, inputs, place),
        },
        "mcp-eks",
        stack,
        // As a preview, in which the program verifies no signature and asks nobody.
        true,
        "organization",
    );
    const registered = recordRegistrations();
    process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
    setAllConfig(values, secretKeys);
    await (require(program) as typeof import(".."))();
    await disconnect();
    return registered
        .filter(({ inputs, type }) => /^kubernetes:/.test(type) && inputs.kind !== undefined)
        .map((resource) => ({ server: serverOf(resource, registered), object: objectOf(resource) }));
}

/** What the configuration says of where the stack runs; whatever is wrong with it, the program says. */
function placeOf(values: EngineConfig["values"]): Place {
    const block = (key: string) => JSON.parse(values[`mcp-eks:${key}`] ?? "{}") as Record<string, unknown>;
    return {
        region: values["aws:region"] ?? "",
        cluster: String(block("cluster").name ?? ""),
        servers: Object.keys(block("servers")),
        promotedFrom: block("release").from as string | undefined,
    };
}

interface Registration {
    type: string;
    name: string;
    urn: string;
    /** URN of the parent, "" for none. */
    parent: string;
    inputs: Record<string, unknown>;
    /** Paths of fields that are set once and then left to the cluster: "spec.replicas". */
    ignoreChanges: string[];
}

type Callback = (error: Error | null, response?: { getUrn(): string }) => void;

/** Mocks are given inputs without their secret marks; the requests have them. */
function recordRegistrations(): Registration[] {
    const registered: Registration[] = [];
    // biome-ignore lint/suspicious/noExplicitAny: the monitor's type is generated and not exported
    const monitor = getMonitor() as any;
    const register = monitor.registerResource.bind(monitor);
    // biome-ignore lint/suspicious/noExplicitAny: likewise
    monitor.registerResource = (request: any, callback: Callback) =>
        register(request, (error: Error | null, response?: { getUrn(): string }) => {
            if (response) {
                registered.push({
                    type: request.getType(),
                    name: request.getName(),
                    urn: response.getUrn(),
                    parent: request.getParent(),
                    inputs: request.getObject()?.toJavaScript() ?? {},
                    ignoreChanges: request.getIgnorechangesList(),
                });
            }
            callback(error, response);
        });
    return registered;
}

function objectOf({ name, inputs, ignoreChanges }: Registration): KubernetesObject {
    const object = plain(inputs, `${inputs.kind} "${name}"`) as KubernetesObject;
    // Who applies the manifest again must not take the number of pods from the autoscaler.
    for (const path of ignoreChanges) remove(object, path.split("."));
    // The provider would append some random digits to the name.
    return { ...object, metadata: { ...object.metadata, name: object.metadata?.name ?? name } };
}

function remove(value: unknown, [key = "", ...rest]: string[]): void {
    if (typeof value !== "object" || value === null) return;
    const fields = value as Record<string, unknown>;
    if (rest.length === 0) delete fields[key];
    else remove(fields[key], rest);
}

function serverOf(resource: Registration, all: Registration[]): string | undefined {
    if (resource.type === "mcp-eks:index:McpServer") return resource.name;
    const parent = all.find(({ urn }) => urn === resource.parent);
    return parent && serverOf(parent, all);
}
