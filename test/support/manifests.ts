import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parseAllDocuments, stringify } from "yaml";
import { repositoryDir } from "../../local/paths";
import type { KubernetesObject } from "../../stacks/manifests/objects";

/** Runs `npm run manifests` with the arguments, as a person does. */
export function manifestsCommand(...args: string[]) {
    return execa(process.execPath, ["--import", "tsx", "stacks/manifests/index.ts", ...args], {
        cwd: repositoryDir,
        reject: false,
    });
}

/** What the command printed; fails with what it said. */
export async function manifests(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await manifestsCommand(...args);
    if (exitCode !== 0) throw new Error(`npm run manifests -- ${args.join(" ")}: ${stderr}`);
    return `${stdout}\n`;
}

/** The objects of a YAML stream, read as Kubernetes reads it. */
export const parsed = (stream: string): KubernetesObject[] =>
    parseAllDocuments(stream, { version: "1.1" })
        .map((document) => document.toJS() as KubernetesObject)
        .filter((object) => object !== null);

/** Writes a stack's file into the folder; returns its path. */
export function writeStack(directory: string, stack: string, config: Record<string, unknown>): string {
    const file = join(directory, `Pulumi.${stack}.yaml`);
    writeFileSync(file, stringify({ config }));
    return file;
}
