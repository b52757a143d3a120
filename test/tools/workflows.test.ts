import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { buildTool } from "../../local/tools/build";
import { releaseProgram } from "../../release/program";
import { tool } from "../support/tools";

const repositoryDir = join(__dirname, "..", "..");
const workflowsDir = join(repositoryDir, ".github", "workflows");
const files = readdirSync(workflowsDir).map((name) => join(workflowsDir, name));

interface Step {
    uses?: string;
    run?: string;
}

interface Job {
    permissions?: Record<string, string>;
    steps: Step[];
}

interface Workflow {
    permissions?: Record<string, string>;
    jobs: Record<string, Job>;
}

const workflows = files.map((file) => ({ file, workflow: parse(readFileSync(file, "utf8")) as Workflow }));
const jobs = workflows.flatMap(({ file, workflow }) =>
    Object.entries(workflow.jobs).map(([name, job]) => ({ title: `${file}: ${name}`, job, workflow })),
);
const signsIn = ({ steps }: Job) => steps.some(({ uses }) => uses === "./.github/actions/release-tool");

describe("the workflows", function () {
    this.timeout("15m");

    it("are what GitHub understands, and their scripts sound, by actionlint and shellcheck", async () => {
        const args = ["-no-color", "-shellcheck", await tool("shellcheck"), ...files];
        const { exitCode, all } = await execa(await buildTool("actionlint"), args, {
            cwd: repositoryDir,
            all: true,
            reject: false,
        });
        assert.equal(exitCode, 0, all);
    });

    it("give the token for AWS to the jobs that sign in there, and to no other", () => {
        assert.ok(jobs.some(({ job }) => signsIn(job)));
        for (const { title, job, workflow } of jobs) {
            const granted = job.permissions ?? workflow.permissions;
            assert.equal(granted?.["id-token"], signsIn(job) ? "write" : undefined, title);
        }
    });

    it("write nothing to the repository", () => {
        for (const { title, job, workflow } of jobs) {
            const granted = job.permissions ?? workflow.permissions;
            assert.ok(granted !== undefined, `${title} says not what it may`);
            assert.notEqual(granted.contents, "write", title);
        }
    });

    it("call commands and options that the release tool has", () => {
        const calls = jobs.flatMap(({ job }) => job.steps.flatMap(({ run }) => releaseCalls(run ?? "")));
        assert.deepEqual([...new Set(calls.map(([command]) => command))].sort(), ["drift", "preview", "promote", "up"]);
        for (const [name, ...words] of calls) {
            const command = releaseProgram().commands.find((one) => one.name() === name);
            assert.ok(command, `the release tool has no command "${name}"`);
            const known = command.options.map(({ long }) => long);
            for (const option of words.filter((word) => word.startsWith("--"))) {
                assert.ok(
                    known.includes(option),
                    `release ${name} has no option ${option}; it has: ${known.join(", ")}`,
                );
            }
        }
    });
});

/** The words after `npm run release --` of each such line. */
function releaseCalls(script: string): string[][] {
    return [...script.matchAll(/npm run (?:--silent )?release -- (.*)/g)].map(([, words = ""]) => words.split(/\s+/));
}
