import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type Document, parseDocument } from "yaml";
import { repositoryDir, stateDir } from "../../local/paths";

/** What one `pulumi` run gave. */
export interface PulumiRun {
    exitCode: number;
    /** Standard output and standard error as a person saw them. */
    text: string;
}

/** Numbers of resources by what happened to them: create, update, same, delete, … */
export type ResourceChanges = Record<string, number>;

/** A resource in a stack's state, as far as tests look into it. */
export interface StateResource {
    urn: string;
    type: string;
    custom: boolean;
    id?: string;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[]>;
    outputs?: Record<string, unknown>;
}

/** What the engine has written down of a stack; secret values in it are encrypted. */
export interface StackState {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: Omit<StateResource, "id" | "outputs"> }[];
}

/** A stack of the repository's own program, with a state, a config and a namespace of its own, for one test file. */
export class TestStack {
    readonly directory: string;
    readonly namespace: string;

    private constructor(
        readonly name: string,
        private readonly beside: TestStack | undefined,
    ) {
        mkdirSync(join(stateDir, "tests"), { recursive: true });
        this.directory = beside?.directory ?? mkdtempSync(join(stateDir, "tests", `${name}-`));
        this.namespace = `e2e-${name}`;
    }

    /** Starts from Pulumi.dev.yaml, in the namespace `e2e-<name>`; `beside` another stack it is in the same state. */
    static async create(name: string, beside?: TestStack): Promise<TestStack> {
        const stack = new TestStack(name, beside);
        const config = parseDocument(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8"));
        config.setIn(["config", "mcp-eks:platform", "namespace"], stack.namespace);
        // A machine that does much else at the time takes minutes for what takes seconds alone.
        config.setIn(["config", "mcp-eks:platform", "timeouts", "rolloutSeconds"], 300);
        // Stacks of other tests are there at the same time: each has its own paths, and all find room on the node.
        config.setIn(["config", "mcp-eks:servers", "demo", "path"], `/${name}/mcp`);
        config.setIn(["config", "mcp-eks:platform", "resources"], config.createNode({ requests: { cpu: "20m" } }));
        writeFileSync(stack.configFile, config.toString());
        mkdirSync(join(stack.directory, "state"), { recursive: true });
        succeeded(await stack.pulumi("stack", "init", name, "--no-select"));
        // `stack init` knows no --config-file and writes one into the project.
        rmSync(join(repositoryDir, `Pulumi.${name}.yaml`), { force: true });
        return stack;
    }

    /** Sets values of the config by their path, `["mcp-eks:servers", "demo", "path"]`; undefined takes one out. */
    configure(...settings: [path: string[], value: unknown][]): void {
        const config: Document = parseDocument(readFileSync(this.configFile, "utf8"));
        for (const [path, value] of settings) {
            if (value === undefined) config.deleteIn(["config", ...path]);
            else config.setIn(["config", ...path], config.createNode(value));
        }
        writeFileSync(this.configFile, config.toString());
    }

    /** As `pulumi config set --secret`; the value goes through standard input. */
    async setSecret(key: string, value: string): Promise<void> {
        const args = ["config", "set", "--secret", key, "--config-file", this.configFile, "--stack", this.name];
        await execa("pulumi", args, { ...this.options(), input: value });
    }

    up(...args: string[]): Promise<PulumiRun> {
        return this.pulumi("up", "--yes", "--skip-preview", ...this.selection(), ...args);
    }

    preview(...args: string[]): Promise<PulumiRun> {
        return this.pulumi("preview", "--diff", ...this.selection(), ...args);
    }

    destroy(): Promise<PulumiRun> {
        return this.pulumi("destroy", "--yes", "--skip-preview", ...this.selection());
    }

    /** Begins an operation that the test wants to do something to; the process is the engine itself. */
    start(operation: "up" | "destroy") {
        const args = [operation, "--yes", "--skip-preview", ...this.selection()];
        return execa("pulumi", args, { ...this.options(), all: true, reject: false, stdin: "ignore" });
    }

    async outputs<T>(): Promise<T> {
        return JSON.parse(await this.query("output", "--json")) as T;
    }

    /** What the last `up` changed. */
    async lastChanges(): Promise<ResourceChanges> {
        const history = await this.query("history", "--json", "--page-size", "1", "--page", "1");
        const [last] = JSON.parse(history) as { resourceChanges: ResourceChanges }[];
        if (!last) throw new Error(`stack ${this.name} has no history`);
        return last.resourceChanges;
    }

    /** Where the engine keeps the stack's state, and in which file. */
    get stateFolder(): string {
        return join(this.directory, "state", ".pulumi", "stacks", "mcp-eks");
    }

    get stateFile(): string {
        return `${this.name}.json`;
    }

    state(): StackState {
        return this.checkpoint().checkpoint.latest;
    }

    /** Makes the state what a run would have left that ended otherwise. */
    editState(edit: (state: StackState) => StackState): void {
        const written = this.checkpoint();
        written.checkpoint.latest = edit(written.checkpoint.latest);
        writeFileSync(join(this.stateFolder, this.stateFile), JSON.stringify(written));
    }

    private checkpoint(): { checkpoint: { latest: StackState } } {
        return JSON.parse(readFileSync(join(this.stateFolder, this.stateFile), "utf8"));
    }

    /** Every file that Pulumi wrote for the stack: state, its backups and history. */
    writtenFiles(): string[] {
        return readdirSync(join(this.directory, "state"), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name));
    }

    /** Destroys what is left and forgets the stack; for `after`, also of a test that failed. */
    async cleanUp(): Promise<void> {
        succeeded(await this.destroy());
        // The one that it is beside goes last.
        if (this.beside === undefined) rmSync(this.directory, { recursive: true, force: true });
    }

    get configFile(): string {
        return join(this.directory, `Pulumi.${this.name}.yaml`);
    }

    private selection(): string[] {
        return ["--stack", this.name, "--config-file", this.configFile, "--non-interactive", "--color", "never"];
    }

    get backendUrl(): string {
        return `file://${join(this.directory, "state")}`;
    }

    private options() {
        return { cwd: repositoryDir, env: { PULUMI_BACKEND_URL: this.backendUrl } };
    }

    private async query(command: string, ...args: string[]): Promise<string> {
        const { stdout } = await execa("pulumi", ["stack", command, "--stack", this.name, ...args], this.options());
        return stdout;
    }

    private async pulumi(...args: string[]): Promise<PulumiRun> {
        const run = await execa("pulumi", args, { ...this.options(), all: true, reject: false, stdin: "ignore" });
        return { exitCode: run.exitCode ?? 1, text: run.all };
    }
}

/** Fails with what Pulumi said unless the run went well. */
export function succeeded(run: PulumiRun): PulumiRun {
    if (run.exitCode !== 0)
        throw new Error(`pulumi failed with exit code ${run.exitCode}:\n${diagnosticsFirst(run.text)}`);
    return run;
}

/** Outputs and diffs are pages long; what went wrong stands before the former, and among or behind the latter. */
function diagnosticsFirst(text: string): string {
    const start = text.search(/^(Diagnostics:$|error: )/m);
    if (start < 0) return text;
    const end = text.slice(start).search(/^Outputs:$/m);
    const diagnostics = end < 0 ? text.slice(start) : text.slice(start, start + end);
    return `${diagnostics.trimEnd()}\n\nBefore it:\n${text.slice(0, start)}`;
}
