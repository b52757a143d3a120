import { digestOf } from "../components/model/image-tag";
import type { ReleaseRecord } from "../stacks/release-record";
import { changeRecord } from "./record";
import { unpin } from "./record-changes";
import type { Run } from "./report/run";
import type { ReleaseStack } from "./stack";

/** What is pinned, a line each, for previews and reports. */
export function pinnedLines({ pins }: ReleaseRecord): string[] {
    return Object.entries(pins).map(([server, { image, at, from }]) => {
        const why = from === undefined ? "rolled back" : `promoted from ${from}`;
        return `server "${server}" runs ${digestOf(image)}, ${why} at ${at}`;
    });
}

/** Takes the pins of a stack back that builds its images, so that they are built again; gives the servers. */
export async function clearPins(stack: ReleaseStack, run: Run): Promise<string[]> {
    const { release } = stack.config;
    if (release === undefined || release.from !== undefined) return [];
    let servers: string[] = [];
    await changeRecord(stack, (record) => {
        servers = Object.keys(record.pins);
        return servers.length === 0 ? record : unpin(record, servers);
    });
    for (const server of servers) {
        run.say(`server "${server}" was rolled back; its image is built from source again`);
        run.event({ type: "unpinned", server });
    }
    return servers;
}
