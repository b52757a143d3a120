import type { Dependency } from "../dependencies/dependency";
import { type CheckResult, DependencyCheck } from "./dependency-check";

/** What a probe is told. */
export interface ReadinessAnswer {
    status: 200 | 503;
    body: object;
}

/** Who is told that a dependency has begun to answer, or stopped. */
export type DependencyChanged = (name: string, error: string | undefined) => void;

/**
 * Whether requests should be sent here. A pod that could never reach what it needs is not ready, so that a rollout with
 * a wrong setting stops at it. One that has lost it later stays: all pods lose a shared redis or auth server in the same
 * moment, and with all of them gone clients get the proxy's 503 in place of an answer that says what is wrong, also to
 * calls that would have succeeded. READY_REQUIRES names the dependencies for which that is wanted nevertheless.
 */
export class Readiness {
    private readonly checks: DependencyCheck[];

    /** Throws when `always` has a name that no dependency has. */
    constructor(
        dependencies: Dependency[],
        private readonly always: string[],
        changed: DependencyChanged,
    ) {
        const names = dependencies.map(({ name }) => name);
        const unknown = always.filter((name) => !names.includes(name));
        if (unknown.length > 0) {
            const known = names.length > 0 ? `has ${names.join(", ")}` : "has none";
            throw new Error(`READY_REQUIRES names ${unknown.join(", ")}, but of dependencies this server ${known}`);
        }
        this.checks = dependencies.map((dependency) => new DependencyCheck(dependency, changed));
    }

    async answer(draining: boolean): Promise<ReadinessAnswer> {
        const timestamp = new Date().toISOString();
        // It ends whatever its dependencies say.
        if (draining) return { status: 503, body: { status: "draining", timestamp } };
        const results = await Promise.all(this.checks.map(async (check) => ({ check, result: await check.result() })));
        const checks = Object.fromEntries(results.map(({ check, result }) => [check.dependency.name, told(result)]));
        const failed = results.filter(({ result }) => result.error !== undefined).map(({ check }) => check);
        const status = failed.some((check) => check.dependency.required !== false && !check.hasAnswered)
            ? "starting"
            : failed.some((check) => this.always.includes(check.dependency.name))
              ? "unready"
              : failed.length > 0
                ? "degraded"
                : "ready";
        return {
            status: status === "starting" || status === "unready" ? 503 : 200,
            body: { status, timestamp, checks },
        };
    }
}

const longestError = 200;

function told({ error, at }: CheckResult): object {
    return {
        status: error === undefined ? "ok" : `error: ${error.slice(0, longestError)}`,
        age_seconds: Math.round((performance.now() - at) / 100) / 10,
    };
}
