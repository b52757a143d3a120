import { type Attempt, failed, ok } from "../finding";
import { isEmpty, type ToolsDiff, toolsDiff } from "./diff";
import type { ToolSnapshot } from "./snapshot";
import { diffCounts } from "./text";

/** What a server's tools are held against. */
export interface ToolsExpectation {
    /** What was recorded; undefined: nothing yet. */
    recorded?: ToolSnapshot;
    /** Where it was recorded: "staging", "prod". */
    recordedIn?: string;
    /** Whether other tools than those are an error, as in a stack that takes promoted digests only. */
    enforced: boolean;
    /** Whether somebody has said that the tools of now are right. */
    accepted: boolean;
}

export interface ToolsVerdict {
    finding: Attempt;
    /** Undefined when nothing differs. */
    diff?: ToolsDiff;
}

/** Judges a server's tools by what was recorded of them. */
export function toolsVerdict(found: ToolSnapshot, expected: ToolsExpectation): ToolsVerdict {
    const count = found.tools.length === 1 ? "1 tool" : `${found.tools.length} tools`;
    const { recorded, recordedIn = "this stack" } = expected;
    if (recorded === undefined) return { finding: ok(`${count}; none were recorded to compare them with`) };
    const diff = toolsDiff(recorded, found);
    if (isEmpty(diff)) return { finding: ok(`${count}, as recorded in ${recordedIn}`) };
    const drift = `${count}, other than recorded in ${recordedIn}: ${diffCounts(diff)}`;
    if (expected.accepted) return { finding: ok(`${drift}; accepted`), diff };
    if (!expected.enforced) return { finding: ok(`${drift}; a recorded release takes these`), diff };
    const advice =
        "find out why the same digest offers other tools (settings, secrets, an upstream API); if they are right, accept them with --accept-tools";
    return { finding: failed(drift, advice), diff };
}
