import type { Change } from "./changes";
import { nameOf } from "./diagnostics";

/** Why a stack is not deleted, and what is to be done if it is to be; undefined when nothing of it is protected. */
export function protectionText(stack: string, planned: Change[]): string | undefined {
    const kept = planned.filter((change) => change.protected);
    if (kept.length === 0) return undefined;
    return [
        `Stack "${stack}" has ${kept.length} protected ${kept.length === 1 ? "resource" : "resources"}; nothing was deleted:`,
        ...kept.map(({ resource }) => `  ${nameOf(resource)}\n    ${resource.urn}`),
        "They hold what cannot be made again. If they are to go as well, take the protection away first: set",
        `mcp-eks:platform.images.protect to false and run \`release up ${stack}\`, or, for one of them,`,
        `\`pulumi state unprotect --stack ${stack} '<urn>'\`; then run this again.`,
    ].join("\n");
}
