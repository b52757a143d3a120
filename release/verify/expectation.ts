import type { ReleaseRecord } from "../../stacks/release-record";
import type { ToolSnapshot } from "./tools/snapshot";
import type { ToolsExpectation } from "./tools/verdict";

/** What is recorded of a stack, and of the one that its images are promoted from. */
export interface Records {
    stack: string;
    /** Undefined for a stack that keeps no record. */
    own?: ReleaseRecord;
    from?: { stack: string; record: ReleaseRecord };
}

/**
 * What a server's tools are held against. Where images are promoted: what was verified with this very digest, here (which
 * somebody may have accepted) or where it was promoted from. Elsewhere: what was verified last.
 */
export function toolsExpectation(server: string, image: string, records: Records, accepted: boolean): ToolsExpectation {
    const { stack, own, from } = records;
    const candidates: [ToolSnapshot | undefined, string][] =
        from === undefined
            ? [[toolsOf(own, server), stack]]
            : [
                  [toolsOf(own, server, image), stack],
                  [toolsOf(from.record, server, image), from.stack],
                  [toolsOf(own, server), stack],
              ];
    const [recorded, recordedIn] = candidates.find(([tools]) => tools !== undefined) ?? [];
    return { ...(recorded && { recorded, recordedIn }), enforced: from !== undefined, accepted };
}

/** "sha256:…"; of an image without one, which is not promoted, undefined. */
const digestOf = (image: string) => image.split("@")[1];

/** Tools of the newest verified release that has the server, with the image's digest where one is given. */
function toolsOf(record: ReleaseRecord | undefined, server: string, image?: string): ToolSnapshot | undefined {
    const entries = record?.verified.flatMap(({ servers }) => servers[server] ?? []) ?? [];
    const found = entries.find((entry) => image === undefined || digestOf(entry.image) === digestOf(image));
    const tools = found?.tools as Partial<ToolSnapshot> | null | undefined;
    // What another version of this tool may have written is nothing to compare with.
    return typeof tools?.hash === "string" && Array.isArray(tools.tools) ? (tools as ToolSnapshot) : undefined;
}
