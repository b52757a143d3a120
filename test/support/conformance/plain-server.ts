import { expectedFailures, surprises } from "./expected-failures";
import { type Check, runSuite, type SuiteName } from "./suites";

/** What every server of tools has to pass; the other scenarios call tools, prompts and resources that only they know. */
const scenarios: Partial<Record<SuiteName, string[]>> = {
    "2025-11-25": [
        "server-initialize",
        "ping",
        "tools-list",
        "server-sse-multiple-streams",
        "server-session-lifecycle",
    ],
    "2026-07-28": [
        "server-stateless",
        "tools-list",
        "server-sse-multiple-streams",
        "http-header-validation",
        "input-required-result-unsupported-methods",
    ],
};

export const plainSuites = Object.keys(scenarios) as SuiteName[];

/** Runs a suite against a server that has the demo server's tools; gives what should not be, and what passed. */
export async function runPlainSuite(suite: SuiteName, url: string): Promise<{ wrong: string[]; passed: Check[] }> {
    const asked = scenarios[suite] ?? [];
    const checks = (await runSuite(suite, url)).filter(({ scenario }) => asked.includes(scenario));
    const missing = asked.filter((name) => !checks.some(({ scenario }) => scenario === name));
    return {
        wrong: [
            ...missing.map((scenario) => `${scenario} did not run`),
            ...surprises(checks, expectedFailures("demo", suite)),
        ],
        passed: checks.filter(({ status }) => status === "SUCCESS"),
    };
}
