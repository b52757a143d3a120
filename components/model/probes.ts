import { checked, type Problem, within } from "./problem";

/** When one of the three probes is made, and how. */
export interface ProbeArgs {
    /**
     * Whether it is made.
     * @default true
     */
    enabled?: boolean;
    /**
     * "http" asks a path of the server, "tcp" opens a connection to its port.
     * @default the kind of all probes
     */
    kind?: string;
    /**
     * From the container's start until the first try, in seconds, 0 to 3600.
     * @default 0
     */
    initialDelaySeconds?: number;
    /**
     * From one try to the next, in seconds, 1 to 3600.
     * @default 2 for startup, 5 for readiness, 10 for liveness
     */
    periodSeconds?: number;
    /**
     * How long an answer may take, in seconds, 1 to 300.
     * @default 3
     */
    timeoutSeconds?: number;
    /**
     * How many tries in a row must fail until it counts, 1 to 1000.
     * @default 30 for startup, 2 for readiness, 3 for liveness
     */
    failureThreshold?: number;
}

/** Where a server tells how it is. */
export interface HealthArgs {
    /**
     * "http" asks a path of the server; "tcp" opens a connection to its port, for images that have no such path.
     * @default "http"
     */
    kind?: string;
    /**
     * Answers 200 as long as the process is sound; otherwise it is restarted.
     * @default "/health"
     */
    livenessPath?: string;
    /**
     * Answers 200 while the server takes requests, and 503 while it starts or drains.
     * @default "/ready"
     */
    readinessPath?: string;
    /**
     * Answers 200 once the process has started.
     * @default `livenessPath`
     */
    startupPath?: string;
    /** The probe that restarts a server which is stuck. */
    liveness?: ProbeArgs;
    /** The probe that takes a pod out of the Service; without it a rollout goes on with pods that serve nothing. */
    readiness?: ProbeArgs;
    /** The probe that holds the others back; its period times its threshold is how long a start may take. */
    startup?: ProbeArgs;
}

const probeNames = ["startup", "readiness", "liveness"] as const;
type ProbeName = (typeof probeNames)[number];
const kinds = ["http", "tcp"];

const defaults: Record<ProbeName, { periodSeconds: number; failureThreshold: number }> = {
    // A minute to start.
    startup: { periodSeconds: 2, failureThreshold: 30 },
    readiness: { periodSeconds: 5, failureThreshold: 2 },
    liveness: { periodSeconds: 10, failureThreshold: 3 },
};
const answerWithinSeconds = 3;

/** Probes of the container's port named `http`; no `host`, which Pod Security refuses since Kubernetes 1.34. */
export function probes(health: HealthArgs = {}) {
    return {
        startupProbe: probe("startup", health),
        livenessProbe: probe("liveness", health),
        readinessProbe: probe("readiness", health),
    };
}

function probe(name: ProbeName, health: HealthArgs) {
    const { enabled = true, kind = health.kind ?? "http", ...times } = health[name] ?? {};
    if (!enabled) return undefined;
    const { livenessPath = "/health", readinessPath = "/ready", startupPath = livenessPath } = health;
    const path = { startup: startupPath, liveness: livenessPath, readiness: readinessPath }[name];
    return {
        ...(kind === "tcp" ? { tcpSocket: { port: "http" } } : { httpGet: { path, port: "http" } }),
        timeoutSeconds: times.timeoutSeconds ?? answerWithinSeconds,
        periodSeconds: times.periodSeconds ?? defaults[name].periodSeconds,
        failureThreshold: times.failureThreshold ?? defaults[name].failureThreshold,
        ...(times.initialDelaySeconds !== undefined && { initialDelaySeconds: times.initialDelaySeconds }),
    };
}

/** What is wrong with where a server tells how it is. */
export function healthProblems(health: HealthArgs = {}): Problem[] {
    const isPath = (path: string | undefined) => path === undefined || /^\/[A-Za-z0-9._~/-]*$/.test(path);
    const allowed = 'a path begins with "/" and has letters, digits and . _ ~ - / only';
    return [
        ...kindProblems(health.kind),
        ...checked("livenessPath", health.livenessPath, isPath, allowed),
        ...checked("readinessPath", health.readinessPath, isPath, allowed),
        ...checked("startupPath", health.startupPath, isPath, allowed),
        ...probeNames.flatMap((name) => within(name, probeProblems(health[name]))),
    ];
}

function probeProblems(args: ProbeArgs = {}): Problem[] {
    return [
        ...kindProblems(args.kind),
        ...wholeNumber("initialDelaySeconds", args.initialDelaySeconds, 0, 3600),
        ...wholeNumber("periodSeconds", args.periodSeconds, 1, 3600),
        ...wholeNumber("timeoutSeconds", args.timeoutSeconds, 1, 300),
        ...wholeNumber("failureThreshold", args.failureThreshold, 1, 1000),
    ];
}

function kindProblems(kind: string | undefined): Problem[] {
    return checked(
        "kind",
        kind,
        (found) => found === undefined || kinds.includes(found),
        `kinds are ${kinds.join(", ")}`,
    );
}

function wholeNumber(field: string, found: number | undefined, least: number, most: number): Problem[] {
    const valid = (value: number | undefined) =>
        value === undefined || (Number.isInteger(value) && value >= least && value <= most);
    return checked(field, found, valid, `it is a whole number from ${least} to ${most}`);
}
