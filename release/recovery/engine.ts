import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineFailed, type RunnableCommand } from "../engine/command";
import { exitCodes } from "../report/exit-codes";
import { ReleaseError } from "../report/release-error";
import type { ReleaseStack } from "../stack";
import type { ExportedState } from "./state";

/** What recovery needs of the engine for a stack. */
export interface StateEngine {
    exported(): Promise<ExportedState>;
    /** Puts an edited state in place of the stack's; the engine checks it before. */
    imported(state: ExportedState): Promise<void>;
    /** Has the providers read these resources, and writes into the state what they say. */
    refreshed(urns: string[], signal: AbortSignal): Promise<void>;
}

export function stateEngine({ name, projectDir, configFile, automation }: ReleaseStack): StateEngine {
    const command = automation.workspace.pulumiCommand as unknown as RunnableCommand;
    const pulumi = async (args: string[], signal?: AbortSignal) => {
        try {
            const all = [...args, "--stack", name];
            const { stdout } = await command.run(all, projectDir, {}, undefined, undefined, signal);
            return stdout;
        } catch (error) {
            throw error instanceof EngineFailed ? explained(error, args) : error;
        }
    };
    return {
        // Not by the Automation API, which has every secret decrypted.
        exported: async () => JSON.parse(await pulumi(["stack", "export"])) as ExportedState,
        async imported(state) {
            const directory = mkdtempSync(join(tmpdir(), "mcp-eks-recovery-"));
            try {
                const file = join(directory, "state.json");
                writeFileSync(file, JSON.stringify(state));
                await pulumi(["stack", "import", "--file", file]);
            } finally {
                rmSync(directory, { recursive: true, force: true });
            }
        },
        async refreshed(urns, signal) {
            const targets = urns.flatMap((urn) => ["--target", urn]);
            const quietly = ["--yes", "--skip-preview", "--suppress-outputs", "--color", "never"];
            await pulumi(["refresh", ...quietly, "--config-file", configFile, ...targets], signal);
        },
    };
}

function explained(error: EngineFailed, [verb, object]: string[]): ReleaseError {
    const text = `${error.stdout}\n${error.stderr}`.trim();
    const exitCode = /stack is currently locked/.test(text) ? exitCodes.locked : exitCodes.failed;
    const what = verb === "refresh" ? "refresh" : `${verb} ${object}`;
    return new ReleaseError(
        `the state could not be mended after a run that was killed (pulumi ${what}):\n${text}`,
        exitCode,
    );
}
