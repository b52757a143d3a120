import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { removeTornNotes } from "../recovery/torn-files";
import { EngineFailed, type RunnableCommand } from "./command";

/** Where a stack is kept. */
export interface StackPlace {
    name: string;
    projectDir: string;
    configFile: string;
}

/** Whether the backend has the stack; selects nothing. */
export async function stackExists(command: RunnableCommand, place: StackPlace): Promise<boolean> {
    const { name, projectDir } = place;
    try {
        await command.run(["stack", "--stack", name, "--show-name"], projectDir, {});
        return true;
    } catch (error) {
        if (isUnknownStack(error)) return false;
        if (await isMended(command, place, error)) return stackExists(command, place);
        throw error;
    }
}

/** A run that was killed while it wrote may have left a stack that nothing can read. */
async function isMended(command: RunnableCommand, place: StackPlace, error: unknown): Promise<boolean> {
    const { name: stack, projectDir } = place;
    if (!(error instanceof EngineFailed) || !/failed to load checkpoint|EOF/.test(error.stderr)) return false;
    const { stdout } = await command.run(["whoami", "--json"], projectDir, {});
    const { url: backendUrl } = JSON.parse(stdout) as { url: string };
    const { name: project } = parse(readFileSync(join(projectDir, "Pulumi.yaml"), "utf8")) as Project;
    return removeTornNotes({ backendUrl, projectDir, project, stack });
}

/** Whether the engine ended as the backend has no such stack. */
export const isUnknownStack = (error: unknown) =>
    error instanceof EngineFailed && /no stack named .* found/.test(error.stderr);

/**
 * Creates the stack in the backend with the secrets provider of its configuration. `pulumi stack init` rewrites
 * Pulumi.<stack>.yaml beside the project, whichever file the stack is configured by: it does so in a folder of its own, with
 * copies of both files.
 */
export async function createStack(command: RunnableCommand, place: StackPlace): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-stack-"));
    try {
        const project = parse(readFileSync(join(place.projectDir, "Pulumi.yaml"), "utf8")) as Project;
        writeFileSync(join(directory, "Pulumi.yaml"), stringify(inPlace(project, place.projectDir)));
        copyFileSync(place.configFile, join(directory, `Pulumi.${place.name}.yaml`));
        const { secretsprovider } = (parse(readFileSync(place.configFile, "utf8")) ?? {}) as Settings;
        const provider = secretsprovider === undefined ? [] : ["--secrets-provider", secretsprovider];
        const env = backendEnvironment(place.projectDir);
        await command.run(["stack", "init", place.name, "--no-select", ...provider], directory, env);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

export interface Project {
    name: string;
    backend?: { url?: string };
    [field: string]: unknown;
}

interface Settings {
    secretsprovider?: string;
}

const relativeFile = /^file:\/\/(\.{1,2}(?:\/.*)?)$/;

/** A backend in a folder near the project stays that folder when it is named from elsewhere. */
function absolute(url: string, directory: string): string {
    const [, path] = relativeFile.exec(url) ?? [];
    return path === undefined ? url : `file://${resolve(directory, path)}`;
}

export function inPlace(project: Project, directory: string): Project {
    const { backend } = project;
    return backend?.url ? { ...project, backend: { ...backend, url: absolute(backend.url, directory) } } : project;
}

export function backendEnvironment(directory: string): Record<string, string> {
    const url = process.env.PULUMI_BACKEND_URL;
    return url ? { PULUMI_BACKEND_URL: absolute(url, directory) } : {};
}
