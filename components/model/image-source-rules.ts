import { codeFiles } from "../code-files";
import type { McpServerArgs } from "../mcp-server";
import { codeProblems } from "./image-code";
import { prebuiltProblems } from "./image-prebuilt";
import { imageProblems } from "./image-rules";
import { checked, type Problem, within } from "./problem";

const pullPolicies = ["IfNotPresent", "Always", "Never"];

/** What is wrong with where a server's image comes from: exactly one of `image`, `prebuilt` and `code`. */
export function imageSourceProblems(args: McpServerArgs, exists: (path: string) => boolean): Problem[] {
    const { image, prebuilt, code, pull } = args;
    return [
        ...oneSource({ image, prebuilt, code }),
        ...(image ? within("image", imageProblems(image, exists)) : []),
        ...(prebuilt ? within("prebuilt", prebuiltProblems(prebuilt, exists)) : []),
        ...(code ? within("code", codeProblems(code, exists, codeFiles)) : []),
        ...(["command", "stdio"] as const).flatMap((field) =>
            checked(
                field,
                args[field],
                (found) => found === undefined || code === undefined,
                "code.command says what runs the code; choose one of the two",
            ),
        ),
        ...checked(
            "pull.policy",
            pull?.policy,
            (policy) => policy === undefined || pullPolicies.includes(policy),
            `policies are ${pullPolicies.join(", ")}`,
        ),
    ];
}

function oneSource(sources: Record<string, unknown>): Problem[] {
    const names = Object.keys(sources);
    const given = names.filter((name) => sources[name] !== undefined);
    const allowed =
        "a server has exactly one of image (built here), prebuilt (somebody else's) and code (in a ConfigMap)";
    if (given.length === 1) return [];
    if (given.length === 0) return [{ field: "image", found: undefined, allowed }];
    return [
        { field: given[1] ?? "", found: `given beside ${given[0]}`, allowed: `it excludes ${given[0]}: ${allowed}` },
    ];
}
