import { withCanaries } from "./canary-config";
import { canaryObjectsOf, changedServers, type OutputsWithCanaries } from "./canary-decisions";
import { type DeployedServer, deployedServer } from "./deployed";
import { preview, update } from "./operations";
import { exitCodes } from "./report/exit-codes";
import { ReleaseError, refused } from "./report/release-error";
import type { Run } from "./report/run";
import type { ReleaseStack } from "./stack";
import type { Verification } from "./verify/index";
import type { VerifyOptions } from "./verify/options";

export interface CanaryOptions {
    /** Share of the calls that the new images get, in percent. */
    percent: number;
    verify: VerifyOptions;
}

/** What trying out needs of the rest of the tool. */
export interface Engine {
    preview: typeof preview;
    update(stack: ReleaseStack, run: Run, options: { message: string }): Promise<unknown>;
    verify(stack: ReleaseStack, options: VerifyOptions, run: Run): Promise<Verification>;
}

const engine: Engine = {
    preview,
    update,
    // Brings Kubernetes' and MCP's clients along, which only who gets here needs.
    verify: (...asked) => (require("./verify/index") as typeof import("./verify/index")).verifyStack(...asked),
};

/**
 * Share of the calls at first: none reaches an image that was not verified, and an ALB, which is told of pods only when its rule
 * names their Service, knows them before calls go there.
 */
const beforeCalls = 0;

/**
 * Tries the new images of a stack's servers out on a share of their calls, and verifies the pods that run them. When it returns, they
 * have proved themselves, and a plain update has all pods run them; otherwise it fails, with the canaries gone again and the
 * old version as it was. Returns the servers that were tried out.
 */
export async function tryOut(
    stack: ReleaseStack,
    options: CanaryOptions,
    run: Run,
    { preview, update, verify }: Engine = engine,
): Promise<string[]> {
    refuseOwnCanaries(stack);
    const { images = {} } = (await stack.outputs()) as OutputsWithCanaries;
    const { events } = await preview(stack, run);
    const servers = changedServers(events).filter((server) => images[server] !== undefined);
    if (servers.length === 0) {
        run.say("No server gets another image than it has: there is nothing to try out.");
        return [];
    }
    const stable = Object.fromEntries(servers.map((server) => [server, images[server] ?? ""]));
    const named = servers.join(", ");
    try {
        for (const weightPercent of [beforeCalls, options.percent]) {
            await withCanaries(stack, { stable, weightPercent }, async (tried) => {
                await update(tried, run, { message: `canary of ${named}: ${weightPercent} %` });
                const verification = await verify(
                    tried,
                    { ...options.verify, servers: await canariesOf(tried, servers), record: false },
                    run,
                );
                if (!verification.passed) throw notVerified(verification);
            });
        }
    } catch (error) {
        throw await withdrawn(stack, stable, error, run, update);
    }
    return servers;
}

function refuseOwnCanaries({ config }: ReleaseStack): void {
    const own = Object.entries(config.servers).find(([, { canary }]) => canary !== undefined);
    if (own === undefined) return;
    throw refused(`server "${own[0]}": canary is set in the configuration; --canary is for servers without one`);
}

/** The canaries as the verification takes servers: no route leads to them alone. */
async function canariesOf(stack: ReleaseStack, servers: string[]): Promise<DeployedServer[]> {
    const outputs = (await stack.outputs()) as OutputsWithCanaries;
    return servers.map((name) => ({
        ...deployedServer(name, stack.config, outputs),
        ...canaryObjectsOf(name, outputs.canaries?.[name]?.image),
    }));
}

function notVerified(verification: Verification): ReleaseError {
    const { verificationResult } = require("./verify/report/result") as typeof import("./verify/report/result");
    const { text = "", json } = verificationResult(verification);
    return new ReleaseError(`The canary was not verified:\n\n${text}`, exitCodes.verificationFailed, json);
}

/** Errors after which nothing can or may be changed any more. */
const endsAtOnce: unknown[] = [exitCodes.refused, exitCodes.policyViolated, exitCodes.locked, exitCodes.cancelled];

/** Takes the canaries away, and gives what is to be said in the end. */
async function withdrawn(
    stack: ReleaseStack,
    stable: Record<string, string>,
    error: unknown,
    run: Run,
    update: Engine["update"],
): Promise<unknown> {
    if (!(error instanceof ReleaseError) || endsAtOnce.includes(error.exitCode)) return error;
    const named = Object.keys(stable).join(", ");
    const again = (outcome: string, canary: string) =>
        new ReleaseError(`${error.message}\n${outcome}`, error.exitCode, { ...error.details, canary });
    try {
        await withCanaries(stack, { stable }, (without) =>
            update(without, run, { message: `canary of ${named}: withdrawn` }),
        );
    } catch (failure) {
        const text = failure instanceof Error ? failure.message : String(failure);
        return again(`The canary of ${named} could not be withdrawn and still gets its share: ${text}`, "left");
    }
    return again(
        `The canary of ${named} was withdrawn: all calls go to the version that was there before.`,
        "withdrawn",
    );
}
