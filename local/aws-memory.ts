import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsIncarnation } from "./aws";
import type { Target } from "./target";

/**
 * Whether the AWS emulator has forgotten what the target's stack made there: it keeps everything in memory, so that
 * after a restart the stack's state names things which are gone. Notes the present one for the next time.
 */
export async function awsForgot(target: Target): Promise<boolean> {
    const noted = join(target.backendDir, "aws-incarnation");
    const before = existsSync(noted) ? readFileSync(noted, "utf8") : undefined;
    const now = await awsIncarnation();
    writeFileSync(noted, now);
    return before !== undefined && before !== now;
}
