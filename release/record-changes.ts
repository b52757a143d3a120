import type { Pin, ReleaseRecord, VerifiedRelease, VerifiedServer } from "../stacks/release-record";

/** As far back as a rollback reaches. */
const keptReleases = 20;

/** The record with a release that was verified, the newest first. */
export function addVerified(record: ReleaseRecord, release: VerifiedRelease): ReleaseRecord {
    return { ...record, verified: [release, ...record.verified].slice(0, keptReleases) };
}

/** The record with servers pinned. */
export function pin(record: ReleaseRecord, pins: Record<string, Pin>): ReleaseRecord {
    return { ...record, pins: { ...record.pins, ...pins } };
}

/** The record with pins taken back. What is then built again may have been pushed before, so it needs another tag. */
export function unpin(record: ReleaseRecord, servers: string[]): ReleaseRecord {
    const pinned = servers.filter((server) => server in record.pins);
    const pins = Object.entries(record.pins).filter(([server]) => !pinned.includes(server));
    const rebuilds = pinned.map((server) => [server, (record.rebuilds[server] ?? 0) + 1]);
    return {
        ...record,
        pins: Object.fromEntries(pins),
        rebuilds: { ...record.rebuilds, ...Object.fromEntries(rebuilds) },
    };
}

/** A verified image, and when it was. */
export interface VerifiedImage extends VerifiedServer {
    at: string;
    commit?: string;
}

/** What was verified of a server, newest first; an image that was verified several times in a row is there once. */
export function verifiedImages(record: ReleaseRecord, server: string): VerifiedImage[] {
    return record.verified
        .flatMap(({ at, commit, servers }) => (servers[server] ? [{ ...servers[server], at, commit }] : []))
        .filter(({ image }, index, all) => image !== all[index - 1]?.image);
}

/** The release that was verified last and of which, of these servers, not all runs. */
export function lastVerifiedOther(
    record: ReleaseRecord,
    servers: string[],
    running: Record<string, string>,
): VerifiedRelease | undefined {
    return record.verified.find((release) =>
        servers.some((server) => release.servers[server] && release.servers[server].image !== running[server]),
    );
}

/** What an image answered to tools/list when it was verified last; undefined when it never was. */
export function recordedTools(record: ReleaseRecord, server: string, image: string): unknown {
    return verifiedImages(record, server).find((found) => found.image === image)?.tools;
}
