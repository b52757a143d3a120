import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { type FlatResource, type FlatValue, isUnknown } from "../../recording";

// The same resources as another program's, as one would write them without components: each an SDK class with its
// arguments, made from a list so that the two programs cannot drift apart.

type ResourceClass = new (name: string, args: object, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

const file = new pulumi.Config().require("resources");
const made = new Map<string, pulumi.CustomResource>();

for (const resource of JSON.parse(readFileSync(file, "utf8")) as FlatResource[]) {
    const args = Object.fromEntries(
        Object.entries(resource.inputs).map(([key, value]) => [key, resolve(value, resource.unknownFrom[key])]),
    );
    const options: pulumi.CustomResourceOptions = {
        dependsOn: resource.dependsOn.flatMap((urn) => made.get(urn) ?? []),
    };
    const provider = resource.provider && made.get(resource.provider);
    if (provider instanceof pulumi.ProviderResource) options.provider = provider;
    const Resource = loadClass(resource.module, resource.className);
    made.set(resource.urn, new Resource(resource.name, args, options));
}

/** A value whose unknown parts are unknown until the resource is made that they come from. */
function resolve(value: FlatValue, from: string | undefined): pulumi.Input<unknown> {
    if (isUnknown(value)) {
        const source = from === undefined ? undefined : made.get(from);
        if (!source) throw new Error(`an unknown value comes from ${from ?? "nowhere"}, which is not made yet`);
        return source.id;
    }
    if (Array.isArray(value)) return value.map((item) => resolve(item, from));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, from)]));
}

function loadClass(module: string, className: string): ResourceClass {
    const loaded = require(module) as Record<string, ResourceClass | undefined>;
    const found = loaded[className];
    if (!found) throw new Error(`${module} has no class ${className}`);
    return found;
}
