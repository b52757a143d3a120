import type { Result, Run } from "./report/run";
import type { ReleaseStack } from "./stack";
import type { VerifyOptions } from "./verify/options";

/** Verifies what was deployed; loaded when something was, as clients of MCP and Kubernetes take their time. */
export async function verified(stack: ReleaseStack, options: VerifyOptions, run: Run): Promise<Result> {
    const { verificationResult, verifyStack } = require("./verify/index") as typeof import("./verify/index");
    return verificationResult(await verifyStack(stack, options, run));
}
