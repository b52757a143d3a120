import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../local/paths";
import { expectedFailures, surprises } from "./expected-failures";
import type { Check, SuiteName } from "./suites";

/** The page that tells of the suites. */
export const erasPage = readFileSync(join(repositoryDir, "docs", "eras.md"), "utf8");

/** Asserts that a suite found in the server with all that they ask for what is known, ran no less for it, and is so documented. */
export function assertKnown(suite: SuiteName, checks: Check[]): void {
    assert.deepEqual(surprises(checks, expectedFailures("everything", suite)), []);
    assert.ok(erasPage.includes(row(suite, checks)), `docs/eras.md must say: ${row(suite, checks)}`);
}

/** The row of docs/eras.md that says how a suite went. */
function row(suite: SuiteName, checks: Check[]): string {
    const scenarios = (of: Check[]) => new Set(of.map(({ scenario }) => scenario)).size;
    return `| ${suite} | ${scenarios(checks)} | ${scenarios(checks.filter(({ status }) => status === "FAILURE"))} |`;
}
