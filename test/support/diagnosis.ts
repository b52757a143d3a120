import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { nodeBaseImage } from "../../local/addresses";
import { repositoryDir } from "../../local/paths";
import type { CauseChain } from "../../release/diagnose/cause";
import { flattened } from "../../release/diagnose/chain";
import type { Diagnosis } from "../../release/diagnose/report";
import { kubectl } from "./kubectl";
import { runTool } from "./release";
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
    const command = ["diagnose", stack.name, "--config-file", stack.configFile, ...args];
    const run = await runTool(command, { PULUMI_BACKEND_URL: stack.backendUrl, ...env });
    const { servers } = (isJson && run.stdout.startsWith("{") ? JSON.parse(run.stdout) : {}) as {
        servers?: Diagnosis[];
    };
    if (isJson && servers === undefined) throw new Error(`diagnose failed:\n${run.stdout}\n${run.stderr}`);
    return { exitCode: run.exitCode, text: run.stdout + run.stderr, diagnoses: servers ?? [] };
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
    expected: Record<string, ExpectedCause>,
    longestMilliseconds: number,
    args: string[] = [],
): Promise<DiagnoseRun> {
    const deadline = Date.now() + longestMilliseconds;
    for (;;) {
        const run = await diagnose(stack, ["--json", ...args]);
        const titled = ([server, { title }]: [string, ExpectedCause]) =>
            causesFor(run, server).some((cause) => title.test(cause.title));
        // Whoever fails is told by its own test.
        if (Object.entries(expected).every(titled) || Date.now() > deadline) return run;
        await pause(2000);
    }
}

/** What is said of an accident: its root cause, and what else is to be seen of it, as evidence, reason or fix. */
export interface ExpectedCause {
    title: RegExp;
    tells: RegExp;
}

/** A test for each server that had an accident: the first cause that is found, and what people read of it. */
export function namesTheCauses(
    expected: Record<string, ExpectedCause>,
    found: () => { run: DiagnoseRun; text: string },
): void {
    for (const [server, { title, tells }] of Object.entries(expected)) {
        it(`names the cause of server ${server}`, () => {
            const { run, text } = found();
            const [first] = causesFor(run, server);
            assert.match(first?.title ?? "nothing was found", title);
            const said = text.split(/\n(?=\S+: )/).find((part) => part.startsWith(`${server}: `)) ?? "";
            assert.match(said, tells);
        });
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
