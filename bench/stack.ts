import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { stateDir } from "../local/paths";
import type { PreviewedResource } from "./recording";

export type Config = Record<string, unknown>;

/** A stack of any program, with a state and a configuration of its own. */
export class BenchStack {
    readonly directory: string;

    private constructor(
        private readonly program: string,
        readonly name: string,
        config: Config,
        encryptionsalt: string | undefined,
    ) {
        const parent = join(stateDir, "bench");
        mkdirSync(parent, { recursive: true });
        this.directory = mkdtempSync(join(parent, `${name}-`));
        mkdirSync(join(this.directory, "state"));
        writeFileSync(this.configFile, stringify({ encryptionsalt, config }));
    }

    static async create(program: string, name: string, config: Config, encryptionsalt?: string): Promise<BenchStack> {
        const stack = new BenchStack(program, name, config, encryptionsalt);
        await stack.run("stack", "init", name, "--no-select");
        return stack;
    }

    preview(): Promise<string> {
        return this.run("preview", ...this.selection());
    }

    /** What the program would make. */
    async previewedResources(): Promise<PreviewedResource[]> {
        const text = await this.run("preview", "--json", ...this.selection());
        const { steps } = JSON.parse(text) as { steps: { newState: PreviewedResource }[] };
        return steps.map(({ newState }) => newState);
    }

    up(): Promise<string> {
        return this.run("up", "--yes", "--skip-preview", ...this.selection());
    }

    /** Brings the state in line with what is there. */
    refresh(): Promise<string> {
        return this.run("refresh", "--yes", "--skip-preview", ...this.selection());
    }

    destroy(): Promise<string> {
        return this.run("destroy", "--yes", "--skip-preview", ...this.selection());
    }

    /** The resources that are there, as the state has them. */
    async resources(): Promise<PreviewedResource[]> {
        const text = await this.run("stack", "export", "--stack", this.name);
        const { deployment } = JSON.parse(text) as { deployment: { resources?: PreviewedResource[] } };
        return deployment.resources ?? [];
    }

    remove(): void {
        rmSync(this.directory, { recursive: true, force: true });
    }

    private get configFile(): string {
        return join(this.directory, `Pulumi.${this.name}.yaml`);
    }

    private selection(): string[] {
        return ["--stack", this.name, "--config-file", this.configFile, "--non-interactive", "--color", "never"];
    }

    private async run(...args: string[]): Promise<string> {
        const run = await execa("pulumi", args, {
            cwd: this.program,
            env: { PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}` },
            stdin: "ignore",
            reject: false,
        });
        if (run.exitCode !== 0) {
            throw new Error(
                `pulumi ${args[0]} of ${this.name} failed (${run.exitCode}):\n${run.stdout}\n${run.stderr}`,
            );
        }
        return run.stdout as string;
    }
}
