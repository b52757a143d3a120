/** A resource as an exported deployment has it, as far as recovery reads it; what else there is stays as it is. */
export interface StateResource {
    urn: string;
    type: string;
    /** Made by a provider; components are not. */
    custom: boolean;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
    /** `urn::id` of the provider that made it. */
    provider?: string;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[]>;
    /** Replaced by another of the same URN, and deleted by the next update. */
    delete?: boolean;
    /** Deleted already, to be made anew under the same URN. */
    pendingReplacement?: boolean;
    [more: string]: unknown;
}

/** What a run had begun when it ended: it is written down before the provider is asked, and taken out after it has answered. */
export interface PendingOperation {
    type: "creating" | "updating" | "deleting" | "reading" | "importing";
    resource: StateResource;
}

export interface Deployment {
    /** Each after everything that it depends on. */
    resources?: StateResource[];
    pending_operations?: PendingOperation[];
    [more: string]: unknown;
}

/** What `pulumi stack export` prints; secrets in it are encrypted. */
export interface ExportedState {
    deployment: Deployment;
    [more: string]: unknown;
}

export const providerType = "pulumi:providers:";

/** `aws:iam/role:Role demo-mcp`: type and name of a URN, for people. */
export function readable(urn: string): string {
    const [, , types = "", ...name] = urn.split("::");
    return `${types.split("$").at(-1)} ${name.join("::")}`;
}

/**
 * Resources that no provider has told anything of: put into the state by a recovery that did not come to read them. Every
 * provider gives outputs.
 */
export function unread({ resources = [] }: Deployment): string[] {
    const isUnread = ({ custom, type, outputs = {} }: StateResource) =>
        custom && !type.startsWith(providerType) && Object.keys(outputs).length === 0;
    return resources.filter(isUnread).map(({ urn }) => urn);
}

/** Whether Kubernetes is still deleting it: it is there, but nothing may be built on it, and its name is taken. */
export function isBeingDeleted({ outputs }: StateResource): boolean {
    const metadata = outputs?.metadata as { deletionTimestamp?: unknown } | undefined;
    return typeof metadata?.deletionTimestamp === "string";
}
