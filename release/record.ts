// First of all imports, as it decides what the others load.
import "../stacks/lazy-modules";

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LocalWorkspace, ProjectSettings, PulumiFn, StackSettings } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { type ReleaseRecord, recordIn, recordProject, type VerifiedServer } from "../stacks/release-record";
import { backendEnvironment, inPlace, isUnknownStack, type Project, stackExists } from "./engine/backend-stack";
import { engineCommand, type RunnableCommand } from "./engine/command";
import { addVerified } from "./record-changes";
import { ReleaseError } from "./report/release-error";
import type { ReleaseStack } from "./stack";

/** What of a stack its record is found by. */
export type RecordOwner = Pick<ReleaseStack, "name" | "project" | "projectDir" | "configFile">;

/** The stack's record; an empty one before anything was released. */
export function readRecord(owner: RecordOwner): Promise<ReleaseRecord> {
    return inWorkspace(owner, undefined, async ({ workspace }) => {
        const found = await workspace.stackOutputs(owner.name).catch((error: Error) => {
            if (isUnknownStack(error)) return {};
            throw error;
        });
        const outputs = Object.entries(found).map(([name, { value }]) => [name, value as unknown]);
        return recordIn(Object.fromEntries(outputs), owner.name);
    });
}

/** Changes the stack's record, and gives what it is then. A change that changes nothing writes nothing. */
export async function changeRecord(
    owner: RecordOwner,
    change: (record: ReleaseRecord) => ReleaseRecord,
): Promise<ReleaseRecord> {
    const before = await readRecord(owner);
    const record = change(before);
    if (record === before) return record;
    const program = async () => ({ record });
    await inWorkspace(owner, program, async ({ workspace, command, provider }) => {
        const { workDir } = workspace;
        if (!(await stackExists(command, { ...owner, projectDir: workDir }))) {
            await command.run(["stack", "init", owner.name, "--no-select", ...provider], workDir, workspace.envVars);
        }
        const { Stack } = automation();
        const stack = await Stack.select(owner.name, workspace);
        await stack.up({ color: "never", suppressProgress: true, showSecrets: false });
    });
    return record;
}

/** Writes down that servers were verified: all that the stack runs. */
export async function recordVerified(
    owner: RecordOwner,
    servers: Record<string, VerifiedServer>,
): Promise<ReleaseRecord> {
    const commit = await commitOf(owner.projectDir);
    const release = { at: new Date().toISOString(), ...(commit && { commit }), servers };
    return changeRecord(owner, (record) => addVerified(record, release));
}

/** Forgets the stack's record; for a stack that is no more. */
export function removeRecord(owner: RecordOwner): Promise<void> {
    return inWorkspace(owner, undefined, async ({ workspace, command }) => {
        if (!(await stackExists(command, { ...owner, projectDir: workspace.workDir }))) return;
        // The record is an output of the stack, which engines count as a resource.
        await workspace.removeStack(owner.name, { force: true });
    });
}

/** The commit of a checkout, "-dirty" when there are changes beyond it; undefined where there is none. */
function commitOf(directory: string): Promise<string | undefined> {
    const args = ["describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"];
    return promisify(execFile)("git", args, { cwd: directory }).then(
        ({ stdout }) => stdout.trim(),
        () => undefined,
    );
}

const automation = () => require("@pulumi/pulumi/automation") as typeof import("@pulumi/pulumi/automation");

interface RecordWorkspace {
    workspace: LocalWorkspace;
    command: RunnableCommand;
    /** Arguments that name the secrets provider. */
    provider: string[];
}

/** Works in the project of records, which is in no folder of anybody's: it is written for as long as it is needed. */
async function inWorkspace<T>(
    owner: RecordOwner,
    program: PulumiFn | undefined,
    work: (parts: RecordWorkspace) => Promise<T>,
): Promise<T> {
    const workDir = mkdtempSync(join(tmpdir(), "mcp-eks-releases-"));
    try {
        const command = await engineCommand();
        const settings = secretsSettings(owner);
        const { secretsProvider } = settings;
        const workspace = await automation().LocalWorkspace.create({
            workDir,
            program,
            pulumiCommand: command,
            projectSettings: projectSettings(owner),
            envVars: backendEnvironment(owner.projectDir),
            secretsProvider,
            stackSettings: { [owner.name]: settings },
        });
        workspace.selectStack = async () => undefined;
        const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
        return await work({ workspace, command, provider });
    } catch (error) {
        throw failure(owner, error as Error);
    } finally {
        rmSync(workDir, { recursive: true, force: true });
    }
}

/** In the backend that the stack's own project names. */
function projectSettings({ project, projectDir }: RecordOwner): ProjectSettings {
    const { backend } = parse(readFileSync(join(projectDir, "Pulumi.yaml"), "utf8")) as Project;
    return inPlace({ name: recordProject(project), runtime: "nodejs", backend }, projectDir) as ProjectSettings &
        Project;
}

/** No secret is in a record; by the stack's own provider it needs no other key or passphrase. */
function secretsSettings({ configFile }: RecordOwner): StackSettings {
    const file = (parse(readFileSync(configFile, "utf8")) ?? {}) as Record<string, string | undefined>;
    const { secretsprovider: secretsProvider, encryptedkey: encryptedKey, encryptionsalt: encryptionSalt } = file;
    return {
        ...(secretsProvider && { secretsProvider }),
        ...(encryptedKey && { encryptedKey }),
        ...(encryptionSalt && { encryptionSalt }),
    };
}

function failure({ name, project }: RecordOwner, error: Error): Error {
    if (error instanceof ReleaseError) return error;
    return new ReleaseError(
        `the release record of stack "${name}" (of project ${recordProject(project)}) cannot be reached:\n${error.message}`,
    );
}
