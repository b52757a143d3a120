import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Check, type SuiteName, suites } from "./suites";

const file = join(__dirname, "expected-failures.yaml");
const suiteNames = Object.keys(suites) as [SuiteName, ...SuiteName[]];

const schema = z.array(
    z.strictObject({
        server: z.enum(["everything", "demo"]),
        suites: z.array(z.enum(suiteNames)).min(1),
        /** `scenario`, of which at least one check fails, or `scenario:check`. */
        checks: z.array(z.string()).min(1),
        why: z.string().min(20),
    }),
);

export type Server = z.output<typeof schema>[number]["server"];

/** What a server is known to fail in a suite. */
export function expectedFailures(server: Server, suite: SuiteName): string[] {
    return schema
        .parse(parse(readFileSync(file, "utf8")))
        .filter((entry) => entry.server === server && entry.suites.includes(suite))
        .flatMap(({ checks }) => checks);
}

/** What the list does not say of these checks, in either direction; empty when it is right. */
export function surprises(checks: Check[], expected: string[]): string[] {
    const failures = checks.filter(({ status }) => status === "FAILURE");
    const names = (check: Check) => [check.scenario, `${check.scenario}:${check.id}`];
    const unexpected = failures
        .filter((check) => !names(check).some((name) => expected.includes(name)))
        .map((check) => `${check.scenario}:${check.id} fails: ${check.errorMessage}`);
    const failing = new Set(failures.flatMap(names));
    const stale = expected.filter((name) => !failing.has(name)).map((name) => `${name} was expected to fail`);
    return [...unexpected, ...stale];
}
