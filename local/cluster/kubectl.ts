import { execa } from "execa";
import { stringify } from "yaml";
import { paths } from "../paths";
import { buildTool } from "../tools/build";

const timeoutSeconds = 60;

const errorCharacters = 2000;

/** Runs kubectl against the embedded cluster and returns what it prints. */
export async function kubectl(args: string[], input?: string): Promise<string> {
    const kubernetes = await buildTool("kubernetes");
    const result = await execa(kubernetes, ["kubectl", "--kubeconfig", paths.kubeconfig, ...args], {
        input,
        reject: false,
    });
    if (!result.failed) return result.stdout;
    // It can print whole objects.
    const reason = result.stderr.slice(0, errorCharacters) || result.shortMessage;
    throw new Error(`kubectl ${args.slice(0, 4).join(" ")} failed: ${reason}`);
}

const serverSideApply = ["apply", "--server-side", "--force-conflicts", "--field-manager=mcp-eks-local"];

/** Makes the cluster's objects be as given; nothing changes when they already are. */
export async function apply(objects: object[]): Promise<void> {
    await kubectl([...serverSideApply, "-f", "-"], objects.map((object) => stringify(object)).join("---\n"));
}

export async function applyFiles(files: string[]): Promise<void> {
    await kubectl([...serverSideApply, ...files.flatMap((file) => ["-f", file])]);
}

/** Waits for a condition such as "condition=Ready" of an object such as "node/mcp-eks". */
export async function waitFor(condition: string, object: string, ...args: string[]): Promise<void> {
    await kubectl(["wait", `--for=${condition}`, object, `--timeout=${timeoutSeconds}s`, ...args]);
}
