import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parseDocument } from "yaml";
import { contexts } from "./addresses";
import { repositoryDir } from "./paths";
import type { Target } from "./target";

const stack = "dev";

/** Whether people see what Pulumi prints, or it is kept for the error message. */
type Output = "inherit" | "pipe";

/** What the dev stack puts out, as far as `npm run dev` reads it. */
export interface DevStackOutputs {
    endpoints: Record<string, { url?: string; internalUrl: string }>;
}

/** `pulumi up` of the dev stack, its own progress shown as it is. */
export async function deployDevStack(target: Target, env: Record<string, string>): Promise<DevStackOutputs> {
    await selectStack(target, env);
    await pulumi(["up", "--yes", "--skip-preview", ...configArgs(target)], env, "inherit");
    const { stdout } = await pulumi(["stack", "output", "--json", "--stack", stack], env, "pipe");
    return JSON.parse(stdout as string) as DevStackOutputs;
}

/** Brings the stack's state in line with what is really there, after the emulator lost what it held. */
export async function refreshDevStack(target: Target, env: Record<string, string>): Promise<void> {
    await selectStack(target, env);
    await pulumi(["refresh", "--yes", "--skip-preview", ...configArgs(target)], env, "inherit");
}

/** Whether the dev stack was ever deployed to the target. */
export function devStackExists(target: Target): boolean {
    return stackExists(target, stack);
}

function stackExists(target: Target, name: string): boolean {
    return existsSync(join(target.backendDir, ".pulumi", "stacks", "mcp-eks", `${name}.json`));
}

export async function destroyDevStack(
    target: Target,
    env: Record<string, string>,
    output: Output = "inherit",
): Promise<void> {
    if (!devStackExists(target)) return;
    await pulumi(["destroy", "--yes", "--skip-preview", ...configArgs(target)], env, output);
    await pulumi(["stack", "rm", "--yes", "--preserve-config", "--stack", stack], env, output);
}

async function selectStack(target: Target, env: Record<string, string>): Promise<void> {
    mkdirSync(target.backendDir, { recursive: true });
    if (!target.embedded) writeConfig(target);
    // The others are there to be previewed by hand in the dev shell.
    for (const name of Object.keys(contexts)) {
        if (!stackExists(target, name)) await pulumi(["stack", "init", name, "--no-select"], env, "pipe");
    }
    await pulumi(["stack", "select", stack], env, "pipe");
}

const configFile = (target: Target) => join(target.backendDir, "Pulumi.dev.yaml");

function configArgs(target: Target): string[] {
    return ["--stack", stack, ...(target.embedded ? [] : ["--config-file", configFile(target)])];
}

/** Pulumi.dev.yaml with the target's own cluster, registry and base image; the committed file stays as it is. */
function writeConfig(target: Target): void {
    const config = parseDocument(readFileSync(join(repositoryDir, "Pulumi.dev.yaml"), "utf8"));
    config.setIn(["config", "mcp-eks:cluster", "context"], target.context);
    config.setIn(["config", "mcp-eks:platform", "registry"], target.registry);
    config.setIn(["config", "mcp-eks:servers", "demo", "image", "buildArgs", "BASE_IMAGE"], target.baseImage);
    config.setIn(["config", "docker:host"], target.dockerHost);
    writeFileSync(configFile(target), config.toString());
}

async function pulumi(args: string[], variables: Record<string, string>, output: Output) {
    const result = await execa("pulumi", args, {
        cwd: repositoryDir,
        env: variables,
        stdin: "ignore",
        stdout: output,
        stderr: output,
        reject: false,
    });
    if (result.exitCode !== 0) {
        const detail = output === "pipe" ? `:\n${result.stderr as string}` : "; the reason stands above";
        throw new Error(`pulumi ${args[0]} of stack "${stack}" failed (exit code ${result.exitCode})${detail}`);
    }
    return result;
}
