import * as pulumi from "@pulumi/pulumi";
import { getMonitor, getStackResource, isDryRun } from "@pulumi/pulumi/runtime";
import type { PathOwners } from "./model/route-paths";

/** Paths that are taken, by cluster: another has the same host for itself. */
export type Claims = Map<string, PathOwners>;

/** Claims of programs that run in this process; gone with what marks their run. */
const ofPrograms = new WeakMap<object, Claims>();

/** Claims of programs elsewhere whose components are made in this process, the latest last. */
const ofEngines = new Map<string, Claims>();

/** Runs are over before as many others have begun. */
const rememberedEngines = 16;

/** Claims of the run that is under way: a process may see several, whose paths are nothing to one another. */
export function claimsOfRun(): Claims {
    const run = currentRun();
    if (typeof run === "object") {
        const claims = ofPrograms.get(run) ?? new Map();
        ofPrograms.set(run, claims);
        return claims;
    }
    const claims = ofEngines.get(run) ?? new Map();
    ofEngines.delete(run);
    ofEngines.set(run, claims);
    for (const oldest of [...ofEngines.keys()].slice(0, -rememberedEngines)) ofEngines.delete(oldest);
    return claims;
}

/**
 * What marks a run. A program has its root resource. A component of a program in another language has nothing that it shares
 * with its neighbours but the engine's address: each has a connection of its own. Another run may have that address later,
 * so stack and kind of run belong to it.
 */
function currentRun(): object | string {
    const monitor = getMonitor() as { getChannel?(): { getTarget(): string } } | undefined;
    const engine = monitor?.getChannel?.().getTarget();
    const own = getStackResource() ?? (engine === undefined ? monitor : undefined);
    if (own !== undefined) return own;
    const phase = isDryRun() ? "preview" : "up";
    return JSON.stringify([engine, pulumi.getProject(), pulumi.getStack(), phase]);
}
