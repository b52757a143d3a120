import { exitCodes } from "../../report/exit-codes";
import type { Result } from "../../report/run";
import type { Verification } from "../index";
import type { ServerVerification } from "../server";
import { diffLines } from "../tools/text";
import { verificationMarkdown } from "./markdown";

const marks = { ok: "✔", failed: "✖", skipped: "-" } as const;

/** What a command that verified ends with. */
export function verificationResult(verification: Verification): Result {
    return {
        exitCode: verification.passed ? exitCodes.done : exitCodes.verificationFailed,
        text: verificationText(verification),
        json: {
            passed: verification.passed,
            recorded: verification.recorded,
            // The tools themselves are in the record; by the hash one sees whether they are the same.
            servers: verification.servers.map(({ tools, ...server }) => ({ ...server, toolsHash: tools?.hash })),
        },
        summary: verificationMarkdown(verification),
    };
}

/** What people read: every check, what to do about those that failed, and how the tools differ. */
export function verificationText({ stack, passed, recorded, servers }: Verification): string {
    const outcome = passed ? `verified${recorded ? " and recorded" : ""}` : "not verified";
    // Why tools differ is nothing that the cluster knows.
    const isInCluster = servers.some(({ findings }) =>
        findings.some(({ check, verdict }) => verdict === "failed" && check !== "tools"),
    );
    const next = isInCluster ? [`\`npm run release -- diagnose ${stack}\` looks for the cause in the cluster.`] : [];
    return [...servers.flatMap(serverLines), `${stack}: ${outcome}`, ...next, ""].join("\n");
}

function serverLines({ server, image, findings, toolsDiff }: ServerVerification): string[] {
    const width = Math.max(...findings.map(({ check }) => check.length));
    const indent = " ".repeat(width + 5);
    return [
        `${server}  ${image ?? "(never deployed)"}`,
        ...findings.flatMap(({ check, verdict, found, advice }) => [
            `  ${marks[verdict]} ${check.padEnd(width)} ${found}`,
            ...(advice === undefined ? [] : [`${indent}→ ${advice}`]),
            ...(check === "tools" && toolsDiff ? diffLines(toolsDiff).map((line) => `${indent}${line}`) : []),
        ]),
        "",
    ];
}
