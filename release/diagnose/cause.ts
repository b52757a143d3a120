/** Kinds of causes, in the order in which one brings about the next; docs/diagnose.md has a row for each. */
export const causeIds = [
    "not-deployed",
    "external-secret",
    "missing-configuration",
    "admission-refused",
    "pending",
    "image-pull",
    "role",
    "name-resolution",
    "egress-blocked",
    "crash",
    "probe",
    "rollout",
    "service",
    "network-policy",
    "route-object",
    "route-unreachable",
    "route-answer",
    "unauthorized",
    "forbidden",
    "buffering",
    "stream-cut",
    "autoscaler",
    "throttled",
] as const;
export type CauseId = (typeof causeIds)[number];

/** What to do; one of the two, or words alone. */
export interface Fix {
    /** "the path that answers 200" */
    text: string;
    /** Command to run. */
    command?: string;
    /** Key of the stack's configuration, and what to write there. */
    config?: { key: string; value: string };
}

/** Why a server does not work. */
export interface Cause {
    id: CauseId;
    /** "ImagePullBackOff: the image is not in the registry" */
    title: string;
    /** The object that shows it: "pod demo-mcp-5d8f-x". */
    where: string;
    /** What stands there, in the words of the cluster. */
    found: string;
    /** Why that is so. */
    why: string;
    fixes: Fix[];
    /** Kinds of causes that follow from this one, where both are found. */
    explains: CauseId[];
    /** Kinds that alone can bring it about; undefined: all that say they explain it. */
    explainedBy?: CauseId[];
}

/** A cause with what follows from it. */
export interface CauseChain extends Cause {
    consequences: CauseChain[];
}

/** What could not be looked at, and so is not judged. */
export interface Unreadable {
    /** "externalsecrets of namespace mcp" */
    what: string;
    /** "forbidden: …" */
    why: string;
}

/** `mcp-eks:servers.demo.health.readinessPath` */
export const serverKey = (server: string, key: string) => `mcp-eks:servers.${server}.${key}`;

export const setKey = (server: string, key: string, value: string, text: string): Fix => ({
    text,
    config: { key: serverKey(server, key), value },
});

export const run = (command: string, text: string): Fix => ({ text, command });

/** Puts the cluster back to what the configuration says; without a refresh Pulumi would see no difference. */
export const putBack = (stack: string, what: string): Fix =>
    run(`pulumi up --refresh --stack ${stack}`, `have Pulumi put ${what} back`);
