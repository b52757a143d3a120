import { actions, type Change } from "./changes";
import { code, diffBlock } from "./markdown-text";
import { counted } from "./preview-markdown";

/** Most resources that are named. */
const mostNamed = 200;

/** What an update did, in short. */
export function updateMarkdown(stack: string, changes: Change[]): string {
    return [`### ${code(stack)} is updated: ${counted(changes)}`, ...named(changes), ""].join("\n\n");
}

/** What a deletion deleted. */
export function destroyMarkdown(stack: string, changes: Change[], removed: boolean): string {
    const forgotten = removed
        ? " The stack itself and its release record are removed; its configuration file is yours."
        : "";
    return [`### ${code(stack)} is destroyed: ${deletedText(changes)}.${forgotten}`, ...named(changes), ""].join(
        "\n\n",
    );
}

const deletedText = (changes: Change[]) => (changes.length === 0 ? "there was nothing to delete" : counted(changes));

function named(changes: Change[]): string[] {
    const sorted = [...changes].sort((one, other) => actions.indexOf(one.action) - actions.indexOf(other.action));
    const lines = sorted.map(({ resource: { kind, name, server }, action }) => {
        const signs = { create: "+", delete: "-", update: "~", replace: "!" };
        return `${signs[action]} ${server === undefined ? "" : `${server}: `}${kind} ${name}`;
    });
    if (lines.length === 0) return [];
    const more = lines.length > mostNamed ? [`… and ${lines.length - mostNamed} more`] : [];
    return [diffBlock([...lines.slice(0, mostNamed), ...more])];
}
