import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { nodeBaseImage } from "../../local/addresses";
import { repositoryDir } from "../../local/paths";
import type { CauseChain } from "../../release/diagnose/cause";
import { flattened } from "../../release/diagnose/chain";
import type { Diagnosis } from "../../release/diagnose/report";
import { kubectl } from "./kubectl";
import type { TestStack } from "./stack";

/** What a run of `release diagnose` gave. */
export interface DiagnoseRun {
    exitCode: number;
    /** What people read. */
    text: string;
    diagnoses: Diagnosis[];
}

/** `npm run release -- diagnose` on a test's stack. */
export async function diagnose(
    stack: TestStack,
    args: string[] = [],
    env: Record<string, string> = {},
): Promise<DiagnoseRun> {
    const isJson = args.includes("--json");
    const run = await execa(
        "node",
        ["--import", "tsx", "release/cli.ts", "diagnose", stack.name, "--config-file", stack.configFile, ...args],
        { cwd: repositoryDir, env: { PULUMI_BACKEND_URL: stack.backendUrl, ...env }, reject: false, stdin: "ignore" },
    );
    const { servers } = (isJson && run.stdout.startsWith("{") ? JSON.parse(run.stdout) : {}) as {
        servers?: Diagnosis[];
    };
    if (isJson && servers === undefined) throw new Error(`diagnose failed:\n${run.stdout}\n${run.stderr}`);
    return { exitCode: run.exitCode ?? 1, text: run.stdout + run.stderr, diagnoses: servers ?? [] };
}

/** Causes of a server, those that follow from others behind them. */
export function causesFor(run: DiagnoseRun, server: string): CauseChain[] {
    const found = run.diagnoses.find((one) => one.server === server);
    if (found === undefined) throw new Error(`nothing was said of server ${server}`);
    return flattened(found.causes);
}

/** Diagnoses until every server's first cause is titled as expected: accidents take a while to show. */
export async function diagnosedAs(
    stack: TestStack,
    expected: Record<string, RegExp>,
    longestMilliseconds: number,
    args: string[] = [],
): Promise<DiagnoseRun> {
    const deadline = Date.now() + longestMilliseconds;
    for (;;) {
        const run = await diagnose(stack, ["--json", ...args]);
        const titled = ([server, title]: [string, RegExp]) =>
            causesFor(run, server).some((cause) => title.test(cause.title));
        // Whoever fails is told by its own test.
        if (Object.entries(expected).every(titled) || Date.now() > deadline) return run;
        await pause(2000);
    }
}

/** A server of a few files, which needs no build; one pod of it. */
export function codeServer(file: string, path: string, fields: object = {}) {
    return {
        code: {
            runtime: { image: nodeBaseImage, via: "direct" },
            folder: join(repositoryDir, file),
            command: ["node", "/app/server.mjs"],
        },
        path,
        replicas: 1,
        resources: { requests: { cpu: "10m", memory: "32Mi" } },
        timeouts: { terminationGraceSeconds: 12, drainSeconds: 0 },
        ...fields,
    };
}

/** `kubectl patch` of a server's Deployment, strategic as people write it. */
export const patchPods = (namespace: string, server: string, podSpec: object, deploymentSpec: object = {}) =>
    patch(namespace, `deployment/${server}-mcp`, { spec: { ...deploymentSpec, template: { spec: podSpec } } });

export const patch = (namespace: string, object: string, change: object, type = "strategic") =>
    kubectl("patch", object, "-n", namespace, `--type=${type}`, "-p", JSON.stringify(change));

/** A change of a server's one container. */
export const patchContainer = (namespace: string, server: string, change: object, deploymentSpec: object = {}) =>
    patchPods(namespace, server, { containers: [{ name: `${server}-mcp`, ...change }] }, deploymentSpec);
