import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsIncarnation } from "./aws";
import type { Target } from "./target";

const notedIn = (target: Target) => join(target.backendDir, "aws-incarnation");

/**
 * Whether the AWS emulator has forgotten what the target's stack made there: it keeps everything in memory, so that
 * after a restart the stack's state names things which are gone.
 */
export async function awsForgot(target: Target): Promise<boolean> {
    return existsSync(notedIn(target)) && readFileSync(notedIn(target), "utf8") !== (await awsIncarnation());
}

/** Notes the emulator that the target's state now agrees with. */
export async function rememberAws(target: Target): Promise<void> {
    writeFileSync(notedIn(target), await awsIncarnation());
}
