import { checked, type Problem } from "./problem";

/** Where a server tells how it is. */
export interface HealthArgs {
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
}

const periods = { startupSeconds: 2, readinessSeconds: 5, livenessSeconds: 10 };
const answerWithinSeconds = 3;
/** Times the startup period: a minute to start. */
const startupAttempts = 30;

/** Probes of the container's port named `http`; no `host`, which Pod Security refuses since Kubernetes 1.34. */
export function probes(health: HealthArgs = {}) {
    const alive = {
        httpGet: { path: health.livenessPath ?? "/health", port: "http" },
        timeoutSeconds: answerWithinSeconds,
    };
    const ready = {
        httpGet: { path: health.readinessPath ?? "/ready", port: "http" },
        timeoutSeconds: answerWithinSeconds,
    };
    return {
        startupProbe: { ...alive, periodSeconds: periods.startupSeconds, failureThreshold: startupAttempts },
        livenessProbe: { ...alive, periodSeconds: periods.livenessSeconds, failureThreshold: 3 },
        readinessProbe: { ...ready, periodSeconds: periods.readinessSeconds, failureThreshold: 2 },
    };
}

/** What is wrong with where a server tells how it is. */
export function healthProblems(health: HealthArgs = {}): Problem[] {
    const valid = (path: string | undefined) => path === undefined || /^\/[A-Za-z0-9._~/-]*$/.test(path);
    const allowed = 'a path begins with "/" and has letters, digits and . _ ~ - / only';
    return [
        ...checked("livenessPath", health.livenessPath, valid, allowed),
        ...checked("readinessPath", health.readinessPath, valid, allowed),
    ];
}
