import { refused } from "./report/release-error";
import type { ReleaseStack } from "./stack";

/** Servers of a stack whose images its releases decide about: all that are built, or those that were asked for. */
export function ownImages({ name, config }: ReleaseStack, asked?: string[]): string[] {
    if (config.release === undefined) {
        throw refused(`stack "${name}" keeps no release record; set mcp-eks:release in its configuration: {}`);
    }
    const all = Object.entries(config.servers).flatMap(([server, { image }]) => (image ? [server] : []));
    const unknown = (asked ?? []).filter((server) => !all.includes(server));
    if (unknown.length > 0) {
        const named = unknown.map((server) => `"${server}"`).join(", ");
        throw refused(`stack "${name}" has no server ${named} with an image of its own; it has ${all.join(", ")}`);
    }
    if (all.length === 0) throw refused(`stack "${name}" has no server with an image of its own`);
    return asked ?? all;
}
