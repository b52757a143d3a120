import { AppsV1Api, CoreV1Api, CustomObjectsApi } from "@kubernetes/client-node";
import pMap from "p-map";
import { parseReference } from "../../components/model/image-reference";
import { kubeConfigOf } from "../cluster";
import { type DeployedServer, deployedServers } from "../deployed";
import { readRecord, recordVerified } from "../record";
import { refused } from "../report/release-error";
import type { Run } from "../report/run";
import type { ReleaseStack } from "../stack";
import type { Kubernetes } from "./context";
import { type Records, toolsExpectation } from "./expectation";
import { deadlineIn } from "./finding";
import { bearerToken, type VerifyOptions } from "./options";
import { type NamedFinding, type ServerVerification, verifyServer } from "./server";

export { verificationMarkdown } from "./report/markdown";
export { verificationResult } from "./report/result";

/** What was found of a stack's servers. */
export interface Verification {
    stack: string;
    passed: boolean;
    /** Whether it was written into the release record. */
    recorded: boolean;
    servers: ServerVerification[];
}

const serversAtATime = 4;
const defaultTimeoutSeconds = 120;

/** Verifies what a stack has deployed; what does not pass is in the findings, not an error. */
export async function verifyStack(stack: ReleaseStack, options: VerifyOptions, run: Run): Promise<Verification> {
    const chosen = chosenServers(options.servers ?? (await deployedServers(stack)), options.only);
    // What is refused is refused before anything is asked.
    const tokens = new Map(chosen.map(({ name }) => [name, bearerToken(name, options.tokenEnv)]));
    const [kubernetes, records] = await Promise.all([kubernetesOf(stack), recordsOf(stack)]);
    const verify = (server: DeployedServer) =>
        asStep(server.name, run, (report, onFinding) =>
            verifyServer(
                server,
                {
                    kubernetes,
                    deadline: deadlineIn(options.timeoutSeconds ?? defaultTimeoutSeconds, run.signal),
                    internal: options.internal ?? false,
                    token: tokens.get(server.name),
                    prometheus: options.prometheus,
                    tools: toolsExpectation(server.name, server.image ?? "", records, options.acceptTools ?? false),
                    onFinding,
                },
                report,
            ),
        );
    const servers = await pMap(chosen, verify, { concurrency: serversAtATime });
    const passed = servers.every((server) => server.passed);
    const isWhole = options.servers === undefined && servers.length === Object.keys(stack.config.servers).length;
    const recorded = passed && isWhole && options.record !== false && (await recordIfKept(stack, servers, run));
    return { stack: stack.name, passed, recorded, servers };
}

function chosenServers(servers: DeployedServer[], only: string[] | undefined): DeployedServer[] {
    if (only === undefined) return servers;
    const unknown = only.filter((name) => !servers.some((server) => server.name === name));
    if (unknown.length > 0) {
        const known = servers.map(({ name }) => name).join(", ");
        throw refused(`the stack has no server ${unknown.map((name) => `"${name}"`).join(", ")}; it has ${known}`);
    }
    return servers.filter(({ name }) => only.includes(name));
}

async function kubernetesOf(stack: ReleaseStack): Promise<Kubernetes> {
    const kubeConfig = await kubeConfigOf(stack);
    return {
        kubeConfig,
        apps: kubeConfig.makeApiClient(AppsV1Api),
        core: kubeConfig.makeApiClient(CoreV1Api),
        custom: kubeConfig.makeApiClient(CustomObjectsApi),
    };
}

async function recordsOf(stack: ReleaseStack): Promise<Records> {
    const { release } = stack.config;
    if (release === undefined) return { stack: stack.name };
    const { from } = release;
    const [own, promoted] = await Promise.all([
        readRecord(stack),
        from === undefined ? undefined : readRecord({ ...stack, name: from }),
    ]);
    return {
        stack: stack.name,
        own,
        ...(from !== undefined && promoted && { from: { stack: from, record: promoted } }),
    };
}

/** Told by a step whose end says whether it passed. */
async function asStep(
    server: string,
    run: Run,
    work: (
        report: { waiting(text: string): void },
        onFinding: (finding: NamedFinding) => void,
    ) => Promise<ServerVerification>,
): Promise<ServerVerification> {
    let verification: ServerVerification | undefined;
    try {
        return await run.step(`verify ${server}`, async (report) => {
            verification = await work(report, (finding) => {
                run.event({ type: "check", server, ...finding });
                if (finding.verdict === "failed") report.happened(`${finding.check}: ${finding.found}`);
            });
            const failures = verification.findings.filter(({ verdict }) => verdict === "failed").length;
            if (failures > 0) throw new Error(`${failures} of ${verification.findings.length} checks failed`);
            return verification;
        });
    } catch (error) {
        if (verification === undefined) throw error;
        return verification;
    }
}

async function recordIfKept(stack: ReleaseStack, servers: ServerVerification[], run: Run): Promise<boolean> {
    if (stack.config.release === undefined) return false;
    // What came by a tag cannot be deployed again as the same.
    const byDigest = servers.flatMap(({ server, image, tools }) =>
        image !== undefined && parseReference(image)?.digest !== undefined ? [[server, { image, tools }] as const] : [],
    );
    await run.step("record what was verified", () => recordVerified(stack, Object.fromEntries(byDigest)));
    return true;
}
