import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { repositoryDir, stateDir } from "../../local/paths";

/** What one `pulumi` run gave. */
export interface PulumiRun {
    exitCode: number;
    /** Standard output and standard error as a person saw them. */
    text: string;
}

/** Numbers of resources by what happened to them: create, update, same, delete, … */
export type ResourceChanges = Record<string, number>;

type Config = Record<string, unknown>;

/** A stack of the repository's own program, with a state, a config and a namespace of its own, for one test file. */
export class TestStack {
    readonly directory: string;
    readonly namespace: string;
    config: Config;

    private constructor(
        readonly name: string,
        config: Config,
    ) {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        this.directory = mkdtempSync(join(stateDir, "tests", `${name}-`));
        this.namespace = `e2e-${name}`;
        this.config = config;
    }

    /** Starts from Pulumi.dev.yaml, in the namespace `e2e-<name>`. */
    static async create(name: string, change: (config: Config) => void): Promise<TestStack> {
        const dev = parse(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8")) as {
            config: Config;
            encryptionsalt: string;
        };
        const stack = new TestStack(name, dev.config);
        stack.encryptionSalt = dev.encryptionsalt;
        (stack.config["mcp-eks:platform"] as Config).namespace = stack.namespace;
        change(stack.config);
        mkdirSync(join(stack.directory, "state"));
        await stack.pulumi(["stack", "init", name, "--no-select"]);
        return stack;
    }

    private encryptionSalt = "";

    get configFile(): string {
        return join(this.directory, `Pulumi.${this.name}.yaml`);
    }

    /** The text of the stack's state, as `pulumi stack export` gives it (secrets encrypted). */
    async state(): Promise<string> {
        return (await this.pulumi(["stack", "export", "--stack", this.name])).text;
    }

    async outputs<T>(): Promise<T> {
        const run = await execa("pulumi", ["stack", "output", "--json", "--stack", this.name], this.options());
        return JSON.parse(run.stdout as string) as T;
    }

    up(...args: string[]): Promise<PulumiRun> {
        return this.pulumi(["up", "--yes", "--skip-preview", ...this.selection(), ...args]);
    }

    preview(...args: string[]): Promise<PulumiRun> {
        return this.pulumi(["preview", "--diff", ...this.selection(), ...args]);
    }

    /** What the last `up` changed. */
    async lastChanges(): Promise<ResourceChanges> {
        const run = await execa(
            "pulumi",
            ["stack", "history", "--json", "--page-size", "1", "--stack", this.name],
            this.options(),
        );
        const [last] = JSON.parse(run.stdout as string) as { resourceChanges: ResourceChanges }[];
        if (!last) throw new Error(`stack ${this.name} has no history`);
        return last.resourceChanges;
    }

    destroy(): Promise<PulumiRun> {
        return this.pulumi(["destroy", "--yes", "--skip-preview", ...this.selection()]);
    }

    /** Destroys what is left and forgets the stack; for `after`, also of a test that failed. */
    async cleanUp(): Promise<void> {
        const destroyed = await this.destroy();
        if (destroyed.exitCode !== 0) throw new Error(`stack ${this.name} was not destroyed:\n${destroyed.text}`);
        rmSync(this.directory, { recursive: true, force: true });
    }

    private selection(): string[] {
        writeFileSync(this.configFile, stringify({ encryptionsalt: this.encryptionSalt, config: this.config }));
        return ["--stack", this.name, "--config-file", this.configFile, "--non-interactive", "--color", "never"];
    }

    private options() {
        return { cwd: repositoryDir, env: { PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}` } };
    }

    async pulumi(args: string[]): Promise<PulumiRun> {
        const run = await execa("pulumi", args, { ...this.options(), all: true, reject: false, stdin: "ignore" });
        return { exitCode: run.exitCode ?? 1, text: run.all as string };
    }
}

/** Fails with what Pulumi said unless the run went well. */
export function succeeded(run: PulumiRun): PulumiRun {
    if (run.exitCode !== 0) throw new Error(`pulumi failed with exit code ${run.exitCode}:\n${run.text}`);
    return run;
}
