// First of all imports, as it decides what the others load.
import "../stacks/lazy-modules";

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { checkedConfig, type StackConfig } from "../stacks/config";
import { rawConfig } from "../stacks/raw-config";
import { type EngineConfig, readStackFile, stackFile } from "../stacks/stack-file";
import { createStack, type StackPlace, stackExists } from "./engine/backend-stack";
import { engineCommand, type RunnableCommand } from "./engine/command";
import { ReleaseError, refused } from "./report/release-error";
import { plainText } from "./summary/plain-text";

/** A stack that a command works on; its configuration is sound. */
export interface ReleaseStack {
    /** "prod" */
    name: string;
    /** Name of the project in Pulumi.yaml. */
    project: string;
    /** Folder of Pulumi.yaml, absolute. */
    projectDir: string;
    /** Absolute. */
    configFile: string;
    /** Checked as the program does; paths in it are relative to the project's folder. */
    config: StackConfig;
    /** All keys of the configuration file as the program is given them ("aws:region"); secure values are hidden. */
    settings: EngineConfig;
    /** For what operations.ts does not do; give every operation `configFile` and `showSecrets: false`. */
    automation: Stack;
    /** Outputs of the last update, secret ones in plain text; empty before the first. Read anew at each call. */
    outputs(): Promise<Record<string, unknown>>;
}

export interface OpenOptions {
    /** @default Pulumi.<name>.yaml in the project's folder */
    configFile?: string;
    /** @default the folder of this package */
    projectDir?: string;
    /**
     * Creates the stack in the backend when it is not there.
     * @default false, and then it is refused
     */
    create?: boolean;
}

const packageDir = dirname(__dirname);

/** A path as it was typed: npm changes to the package's folder and says where it was called. */
export const typedPath = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

/** Opens a stack whose configuration is sound, or refuses it (exit code 2) before anything is started. */
export async function openStack(name: string, options: OpenOptions = {}): Promise<ReleaseStack> {
    const projectDir = options.projectDir === undefined ? packageDir : typedPath(options.projectDir);
    const project = projectName(projectDir);
    const configFile = refusing(() =>
        options.configFile === undefined ? stackFile(name, projectDir) : typedPath(options.configFile),
    );
    const settings = refusing(() => readStackFile(configFile));
    const config = refusing(() => checkedConfig(rawConfig(settings, name, projectDir)));

    const { LocalWorkspace, Stack } =
        require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");
    const command = await engineCommand();
    await inBackend({ name, projectDir, configFile }, command, options.create === true);
    const workspace = await LocalWorkspace.create({ workDir: projectDir, pulumiCommand: command });
    // The stack that somebody has selected for working by hand stays selected.
    workspace.selectStack = async () => undefined;
    const automation = await Stack.select(name, workspace);
    const outputs = async () => {
        const found = await automation.outputs();
        return Object.fromEntries(Object.entries(found).map(([key, { value }]) => [key, value as unknown]));
    };
    return { name, project, projectDir, configFile, config, settings, automation, outputs };
}

/** The backend has the stack afterwards, or it is said why not. */
async function inBackend(place: StackPlace, command: RunnableCommand, create: boolean): Promise<void> {
    const { name } = place;
    try {
        if (await stackExists(command, place)) return;
        if (create) {
            await createStack(command, place);
            return;
        }
    } catch (error) {
        // No login, no passphrase, no such bucket: the engine says it in a sentence.
        throw new ReleaseError(`stack "${name}" cannot be opened: ${plainText((error as Error).message)}`);
    }
    throw refused(
        `stack "${name}" was never deployed: this backend does not have it; ` +
            `\`release up ${name}\` deploys it, \`pulumi whoami --verbose\` says which backend this is`,
    );
}

function projectName(projectDir: string): string {
    const file = join(projectDir, "Pulumi.yaml");
    if (!existsSync(file))
        throw refused(`${projectDir} is no project: it has no Pulumi.yaml; name its folder by --cwd`);
    return refusing(() => (parse(readFileSync(file, "utf8")) as { name: string }).name);
}

/** What is wrong with files or configuration is a refusal, in the words that it is found with. */
function refusing<T>(work: () => T): T {
    try {
        return work();
    } catch (error) {
        throw refused((error as Error).message);
    }
}
