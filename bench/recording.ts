/** A JSON value as the engine writes it. */
export type FlatValue = string | number | boolean | null | FlatValue[] | { [key: string]: FlatValue };

/** A resource as a program without components declares it. */
export interface FlatResource {
    /** As the recorded program had it: others refer to it by this. */
    urn: string;
    name: string;
    /** npm module and class that declare it. */
    module: string;
    className: string;
    inputs: Record<string, FlatValue>;
    /** For each input with an unknown part, the URN that it comes from. */
    unknownFrom: Record<string, string>;
    dependsOn: string[];
    /** URN of its provider when the program made one. */
    provider?: string;
}

/** What `pulumi preview --json` says of a resource, as far as it is read here. */
export interface PreviewedResource {
    urn: string;
    type: string;
    custom: boolean;
    inputs?: Record<string, FlatValue>;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
    provider?: string;
}

/** The engine's mark of a value that is not known before the update (sdk/go/common/resource/plugin/rpc.go). */
const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: FlatValue): boolean {
    return value === unknownMark;
}

/** The resources of a preview, in an order in which each comes after those that it depends on. */
export function flatResources(previewed: PreviewedResource[]): FlatResource[] {
    const custom = previewed.filter((resource) => resource.custom);
    const known = new Set(custom.map(({ urn }) => urn));
    return custom.map((resource) => {
        const inputs = declaredInputs(resource);
        const provider = resource.provider?.replace(/::[^:]*$/, "");
        return {
            urn: resource.urn,
            name: nameOf(resource.urn),
            ...declaredBy(resource.type),
            inputs,
            unknownFrom: Object.fromEntries(
                Object.keys(inputs).flatMap((key) => {
                    const source = resource.propertyDependencies?.[key]?.find((urn) => known.has(urn));
                    return source === undefined ? [] : [[key, source]];
                }),
            ),
            dependsOn: (resource.dependencies ?? []).filter((urn) => known.has(urn)),
            ...(provider !== undefined && known.has(provider) ? { provider } : {}),
        };
    });
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** Groups of Kubernetes' own types have modules in the SDK; any other is a custom resource. */
const kubernetesModule =
    /^(apps|autoscaling|batch|core|networking\.k8s\.io|policy|rbac\.authorization\.k8s\.io)\/(v\w+)$/;

/** Where the SDK declares a type: `aws:ecr/repository:Repository` is class Repository of @pulumi/aws/ecr. */
export function declaredBy(type: string): { module: string; className: string } {
    const [pkg = "", path = "", className = ""] = type.split(":");
    if (pkg === "pulumi") return { module: `@pulumi/${className}/provider`, className: "Provider" };
    if (pkg === "kubernetes") {
        const [, group, version] = kubernetesModule.exec(path) ?? [];
        if (group === undefined) return { module: "@pulumi/kubernetes/apiextensions", className: "CustomResource" };
        return { module: `@pulumi/kubernetes/${group.split(".")[0]}/${version}`, className };
    }
    const [directory = "", file = ""] = path.split("/");
    return { module: `@pulumi/${pkg}/${directory === "index" ? file : directory}`, className };
}

/** Inputs without what providers add when they check them. */
function declaredInputs({ inputs = {} }: PreviewedResource): Record<string, FlatValue> {
    const defaults = inputs.__defaults;
    const added = new Set(["__defaults", "tagsAll", ...(Array.isArray(defaults) ? defaults.map(String) : [])]);
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !added.has(key)));
}
