import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureEnvironment, environmentExists, environmentVariables, removeEnvironment } from "../local/environment";
import { repositoryDir } from "../local/paths";
import { elapsed } from "../local/progress";

/** `npm test`: every test, unit to end to end; with names of groups as arguments only those. Ends with the counts. */
const groups = {
    unit: { files: "test/unit/**/*.test.ts", needsEnvironment: false },
    graph: { files: "test/graph/**/*.test.ts", needsEnvironment: false },
    /** What this project writes for other programs is read by those programs; they are installed when they are missing. */
    tools: { files: "test/tools/**/*.test.ts", needsEnvironment: false },
    /** Each file has a stack, a namespace and paths of its own, so that others can run beside it. */
    e2e: {
        files: "test/e2e/**/*.test.ts",
        needsEnvironment: true,
        /** These look at everything that is in the cluster and in AWS, or run what one machine has once. */
        alone: ["test/e2e/dev-command.test.ts", "test/e2e/lifecycle.test.ts"],
        lanes: 2,
    },
} satisfies Record<string, TestGroup>;

interface TestGroup {
    files: string;
    needsEnvironment: boolean;
    /** Files of these that nothing may run beside; they come first. */
    alone?: string[];
    /** How many of the other files run at a time: what a file waits for costs the machine nothing. */
    lanes?: number;
}

type GroupName = keyof typeof groups;

interface Counts {
    passed: number;
    failed: number;
    skipped: number;
    failures?: Failure[];
}

interface Failure {
    title: string;
    message: string;
}

async function main(): Promise<void> {
    const started = Date.now();
    const asked = process.argv.slice(2);
    const unknown = asked.filter((name) => !(name in groups) && name !== "check");
    if (unknown.length > 0)
        throw new Error(`no tests "${unknown.join(", ")}"; there are: check, ${Object.keys(groups).join(", ")}`);
    const chosen = (name: string) => asked.length === 0 || asked.includes(name);

    const total = { passed: 0, failed: 0, skipped: 0, failures: [] as Failure[] };
    const add = (all: Counts[]) => {
        for (const counts of all) {
            total.passed += counts.passed;
            total.failed += counts.failed;
            total.skipped += counts.skipped;
            total.failures.push(...(counts.failures ?? []));
        }
    };
    if (chosen("check")) add([runCheck()]);
    const names = (Object.keys(groups) as GroupName[]).filter(chosen);
    for (const name of names.filter((group) => !groups[group].needsEnvironment)) add(runGroup(name, {}));

    const needing = names.filter((group) => groups[group].needsEnvironment);
    if (needing.length > 0) {
        const ranBefore = environmentExists();
        try {
            await ensureEnvironment();
            for (const name of needing) add(runGroup(name, environmentVariables()));
        } catch (error) {
            console.error(`\nThe local environment could not be started: ${(error as Error).message}`);
            total.failed++;
        } finally {
            // What this run started, it stops; an environment that somebody works in stays.
            if (!ranBefore) await removeEnvironment(() => undefined);
        }
    }
    for (const failure of total.failures) console.log(`\n✘ ${failure.title}\n${shortened(failure.message)}`);
    console.log(`\nAll tests took ${elapsed(Date.now() - started)}`);
    console.log(
        `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
    );
    process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** Last in the log, where it is looked for first: what failed, without the page that some programs print. */
function shortened(message: string): string {
    const lines = message.split("\n").map((line) => `    ${line.slice(0, 300)}`);
    const most = 24;
    return lines.length <= most
        ? lines.join("\n")
        : [...lines.slice(0, most), `    … ${lines.length - most} lines`].join("\n");
}

function runCheck(): Counts {
    const check = spawnSync(process.execPath, ["--import", "tsx", "local/check.ts"], {
        cwd: repositoryDir,
        stdio: "inherit",
    });
    return { passed: check.status === 0 ? 1 : 0, failed: check.status === 0 ? 0 : 1, skipped: 0 };
}

function runGroup(name: GroupName, env: Record<string, string>): Counts[] {
    console.log(`\n── ${name} tests ──`);
    const { files, alone = [], lanes = 1 }: TestGroup = groups[name];
    const beside = lanes > 1 ? ["--parallel", "--jobs", String(lanes)] : [];
    const others = [files, ...alone.flatMap((file) => ["--ignore", file]), ...beside];
    return [alone, others].filter((args) => args.length > 0).map((args) => runMocha(name, args, env));
}

/** In a process of its own: graph tests replace Pulumi's runtime for the whole process. */
function runMocha(name: GroupName, args: string[], env: Record<string, string>): Counts {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-tests-"));
    const statsFile = join(directory, "stats.json");
    const mocha = ["node_modules/mocha/bin/mocha.js", "--reporter", "test/support/reporter.js"];
    const options = ["--reporter-option", `statsFile=${statsFile}`, "--exit"];
    const run = spawnSync(process.execPath, [...mocha, ...options, ...args], {
        cwd: repositoryDir,
        stdio: "inherit",
        env: { ...process.env, ...env },
    });
    try {
        return JSON.parse(readFileSync(statsFile, "utf8")) as Counts;
    } catch {
        console.error(`${name} tests ended without counts (exit code ${run.status}, signal ${run.signal})`);
        return { passed: 0, failed: 1, skipped: 0 };
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});
