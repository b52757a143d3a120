import { checkNames } from "../finding";
import type { Verification } from "../index";
import type { ServerVerification } from "../server";
import { diffMarkdown } from "../tools/text";

const marks = { ok: "✅", failed: "❌", skipped: "–" } as const;

/** For the summary of a workflow or a pull request: a table of all checks, and below it what failed or differs. */
export function verificationMarkdown({ stack, passed, recorded, servers }: Verification): string {
    const outcome = passed ? `verified${recorded ? " and recorded" : ""}` : "**not verified**";
    return [
        `### ${code(stack)}: ${outcome}`,
        "",
        `| server | ${checkNames.join(" | ")} |`,
        `|---|${checkNames.map(() => ":-:").join("|")}|`,
        ...servers.map(row),
        ...servers.flatMap(remarks),
        "",
    ].join("\n");
}

function row({ server, findings }: ServerVerification): string {
    const cells = checkNames.map((name) => {
        const found = findings.find(({ check }) => check === name);
        return found === undefined ? "" : marks[found.verdict];
    });
    return `| ${code(server)} | ${cells.join(" | ")} |`;
}

function remarks({ server, findings, toolsDiff }: ServerVerification): string[] {
    const failures = findings
        .filter(({ verdict }) => verdict === "failed")
        .map(
            ({ check, found, advice }) =>
                `- ${code(server)} ${check}: ${code(found)}${advice ? `. ${escaped(advice)}` : ""}`,
        );
    const diff = toolsDiff === undefined ? [] : ["", `Tools of ${code(server)}:`, "", diffMarkdown(toolsDiff)];
    return [...(failures.length > 0 ? ["", ...failures] : []), ...diff];
}

/** Text of others as text, whatever is in it. */
function code(text: string): string {
    const line = text.replaceAll(/\s+/g, " ");
    const longestRun = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
    const fence = "`".repeat(longestRun + 1);
    return longestRun === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

const escaped = (text: string) => text.replaceAll(/[\\*_[\]<>|]/g, "\\$&");
