import type { DeployedServer } from "../deployed";
import type { StepReport } from "../report/run";
import { handshake } from "./checks/handshake";
import { metrics } from "./checks/metrics";
import { health, readiness } from "./checks/probes";
import { rollout } from "./checks/rollout";
import { route } from "./checks/route";
import { secrets } from "./checks/secrets";
import { stream } from "./checks/stream";
import { type FoundTools, toolsCheck } from "./checks/tools";
import type { Check, CheckContext, Kubernetes } from "./context";
import { type CheckName, checkNames, type Deadline, type Finding, unforeseen, untilPassed } from "./finding";
import { isReady, podName, serverImage, serverPods } from "./pods";
import type { ToolsDiff } from "./tools/diff";
import type { ToolSnapshot } from "./tools/snapshot";
import type { ToolsExpectation } from "./tools/verdict";
import { type PodWay, wayByRoute, wayToPod } from "./way";

/** A check's finding, by the check's name. */
export interface NamedFinding extends Finding {
    check: CheckName;
}

/** What was found of one server. */
export interface ServerVerification {
    server: string;
    /** By digest; undefined when it was never deployed. */
    image: string | undefined;
    passed: boolean;
    /** In the order of `checkNames`. */
    findings: NamedFinding[];
    /** What it offers; undefined when that could not be asked. */
    tools?: ToolSnapshot;
    /** How that differs from what was recorded; undefined when it does not. */
    toolsDiff?: ToolsDiff;
}

/** What the checks of one server need to know beside the server. */
export interface ServerOptions {
    kubernetes: Kubernetes;
    deadline: Deadline;
    /** Whether only the cluster is looked at. */
    internal: boolean;
    token: string | undefined;
    prometheus: string | undefined;
    tools: ToolsExpectation;
    onFinding(finding: NamedFinding): void;
}

/** Runs all checks of a server: first what others build on, the rest at the same time. */
export async function verifyServer(
    server: DeployedServer,
    options: ServerOptions,
    report: Pick<StepReport, "waiting">,
): Promise<ServerVerification> {
    const { kubernetes, deadline } = options;
    const byRoute = server.url === undefined || options.internal ? undefined : wayByRoute(server.url);
    let intoPod: Promise<PodWay | undefined> | undefined;
    let found: FoundTools = {};
    const findings: NamedFinding[] = [];
    const context: CheckContext = {
        kubernetes,
        untilPassed: (attempt) => untilPassed(deadline, attempt, (text) => report.waiting(text)),
        pod: () => {
            intoPod ??= readyPod(kubernetes, server);
            return intoPod;
        },
        route: byRoute,
        routeReached: false,
        token: options.token,
        prometheus: options.prometheus,
    };
    const run = async (name: CheckName, check: Check): Promise<void> => {
        const finding = await check(server, context).catch((error: unknown) => {
            deadline.signal.throwIfAborted();
            return unforeseen(error);
        });
        const named = { check: name, ...finding };
        findings.push(named);
        options.onFinding(named);
    };
    const tools = toolsCheck(options.tools, (what) => {
        found = what;
    });
    try {
        await run("rollout", rollout);
        await all([
            run("secrets", secrets),
            run("health", health),
            run("readiness", readiness),
            run("route", route),
            run("metrics", metrics),
        ]);
        await all([run("handshake", handshake), run("tools", tools), run("stream", stream)]);
    } finally {
        await Promise.allSettled([byRoute?.close(), intoPod?.then((way) => way?.close())]);
    }
    return {
        server: server.name,
        image: server.image,
        passed: findings.every(({ verdict }) => verdict !== "failed"),
        findings: findings.sort((a, b) => checkNames.indexOf(a.check) - checkNames.indexOf(b.check)),
        ...(found.tools && { tools: found.tools }),
        ...(found.diff && { toolsDiff: found.diff }),
    };
}

/** Nothing goes on behind the back of whoever was told of an error. */
async function all(checks: Promise<void>[]): Promise<void> {
    const settled = await Promise.allSettled(checks);
    const rejected = settled.find((one) => one.status === "rejected");
    if (rejected) throw rejected.reason;
}

/** A ready pod, of the image that was deployed where there is one. */
async function readyPod(kubernetes: Kubernetes, server: DeployedServer): Promise<PodWay | undefined> {
    const ready = (await serverPods(kubernetes, server)).filter(isReady);
    const pod = ready.find((one) => serverImage(one, server) === server.image) ?? ready[0];
    return pod && wayToPod(kubernetes.kubeConfig, server, podName(pod));
}
