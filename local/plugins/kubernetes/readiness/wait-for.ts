import { conditionOf, type KubeObject, numberAt, stringAt, valueAt } from "../object";
import type { Readiness, Verdict } from "./verdict";

/** One expression of the annotation pulumi.com/waitFor. */
type Expectation =
    | { text: string; condition: string; status: string }
    | { text: string; path: string[]; value: string | undefined };

/** The annotation is one expression, or several as a JSON list: then all must hold. */
function expressionsOf(annotation: string): string[] {
    try {
        const parsed: unknown = JSON.parse(annotation);
        if (Array.isArray(parsed)) return parsed.map(String);
    } catch {
        // Not JSON: one expression.
    }
    return [annotation];
}

function parse(text: string): Expectation | string {
    const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(text);
    if (condition) return { text, condition: condition[1] ?? "", status: condition[2] ?? "True" };
    const jsonPath = /^jsonpath=(?:\{(\.[^}]*)\}|(\.[^={}]+))(?:=(.*))?$/.exec(text);
    if (!jsonPath) {
        return `expected "condition=TYPE", "condition=TYPE=STATUS" or "jsonpath={.path}=VALUE", got ${JSON.stringify(text)}`;
    }
    const keys = (jsonPath[1] ?? jsonPath[2] ?? "")
        .replace(/\[(\d+)\]/g, ".$1")
        .split(".")
        .slice(1);
    if (keys.some((key) => !/^[\w-]+$/.test(key))) {
        return `${JSON.stringify(text)}: the stand-in takes only keys and indexes in a JSON path, the official provider takes more`;
    }
    return { text, path: keys, value: jsonPath[3] };
}

/** What is wrong with the annotation; empty when it can be used. */
export function waitForProblems(annotation: string): string[] {
    const expressions = expressionsOf(annotation);
    if (expressions.length === 0) return ["at least one condition must be specified"];
    return expressions.map(parse).filter((parsed) => typeof parsed === "string");
}

function found(object: KubeObject, path: string[]): unknown {
    return path.reduce<unknown>(
        (value, key) => (Array.isArray(value) ? value[Number(key)] : valueAt(value as KubeObject, key)),
        object,
    );
}

/** Why an expectation is not met; undefined when it is. */
function unmet(object: KubeObject, expectation: Expectation): string | undefined {
    if ("path" in expectation) {
        const value = found(object, expectation.path);
        const met = expectation.value === undefined ? value !== undefined : String(value) === expectation.value;
        return met ? undefined : `${expectation.text}: it is ${JSON.stringify(value) ?? "not set"}`;
    }
    const condition = conditionOf(object, expectation.condition);
    if (!condition) return `${expectation.text}: there is no such condition yet`;
    const observed = numberAt(condition, "observedGeneration") ?? numberAt(object, "status", "observedGeneration");
    const isStale = observed !== undefined && observed < (numberAt(object, "metadata", "generation") ?? 0);
    const status = stringAt(condition, "status");
    if (!isStale && status.toLowerCase() === expectation.status.toLowerCase()) return undefined;
    const why = [stringAt(condition, "reason"), stringAt(condition, "message")].filter((part) => part).join(": ");
    return `${expectation.text}: it is ${status}${why ? ` (${why})` : ""}${isStale ? ", of an older generation" : ""}`;
}

/** Readiness as the program's annotation defines it, in place of the kind's own. */
export function waitForReadiness(annotation: string): Readiness {
    const expectations = expressionsOf(annotation)
        .map(parse)
        .filter((parsed) => typeof parsed !== "string");
    return {
        judge({ object }): Verdict {
            const reasons = expectations.flatMap((expectation) => unmet(object, expectation) ?? []);
            return reasons.length === 0
                ? { ready: true, reasons }
                : { ready: false, status: `Waiting for ${reasons.join(", ")}`, reasons };
        },
        onRefresh: false,
    };
}
