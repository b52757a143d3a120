import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import { checkedConfig } from "../stacks/config";
import { rawConfig } from "../stacks/raw-config";
import { readStackFile } from "../stacks/stack-file";
import { refused } from "./report/release-error";
import type { ReleaseStack } from "./stack";

/** What a run has beside the configuration of the stack. */
export interface Canaries {
    /** Image by digest that each of the servers keeps. */
    stable: Record<string, string>;
    /**
     * Share of the calls that their new images get.
     * @default none of their pods runs those
     */
    weightPercent?: number;
}

/** The text of a stack's configuration file, with canaries added. */
export function configWithCanaries(text: string, { stable, weightPercent }: Canaries): string {
    const document = parseDocument(text);
    for (const [server, stableImage] of Object.entries(stable)) {
        const canary = { ...(weightPercent !== undefined && { weightPercent }), stableImage };
        document.setIn(["config", "mcp-eks:servers", server, "canary"], document.createNode(canary));
    }
    return document.toString();
}

/** Works on the stack with canaries: by a copy of its configuration that is gone afterwards, so that nobody's file changes. */
export async function withCanaries<T>(
    stack: ReleaseStack,
    canaries: Canaries,
    work: (stack: ReleaseStack) => Promise<T>,
): Promise<T> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-canary-"));
    try {
        const configFile = join(directory, basename(stack.configFile));
        const text = configWithCanaries(readFileSync(stack.configFile, "utf8"), canaries);
        writeFileSync(configFile, text, { mode: 0o600 });
        const settings = readStackFile(configFile);
        return await work({ ...stack, configFile, settings, config: sound(settings, stack) });
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

/** What a server's route or sessions do not allow is refused as configuration is, in the same words. */
function sound(settings: ReleaseStack["settings"], { name, projectDir }: ReleaseStack): ReleaseStack["config"] {
    try {
        return checkedConfig(rawConfig(settings, name, projectDir));
    } catch (error) {
        throw refused((error as Error).message);
    }
}
