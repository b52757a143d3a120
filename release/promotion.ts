import { digestOf } from "../components/model/image-tag";
import type { Pin, ReleaseRecord, VerifiedRelease } from "../stacks/release-record";

/** What is known of the two stacks. */
export interface PromotionFacts {
    from: string;
    /** Newest first, of the stack that is promoted from. */
    verified: VerifiedRelease[];
    /** What that stack runs, by its outputs. */
    deployed: Record<string, string>;
    /** Servers to promote. */
    servers: string[];
    /** What the other stack has pinned. */
    pins: ReleaseRecord["pins"];
    at: string;
}

/** A server's image before and after. */
export interface ImageChange {
    server: string;
    /** Undefined when there is none yet. */
    before: string | undefined;
    after: string;
}

/** What a promotion changes; or why it may not be, a sentence for each reason. */
export type Promotion =
    | { reasons: string[] }
    | { reasons?: undefined; changes: ImageChange[]; pins: Record<string, Pin>; release: VerifiedRelease };

/** Takes the newest release that was verified; what runs must still be that. */
export function promotion({ from, verified, deployed, servers, pins, at }: PromotionFacts): Promotion {
    const verify = `verify it: npm run release -- verify ${from} --record`;
    const [release] = verified;
    if (release === undefined) return { reasons: [`nothing of stack "${from}" was ever verified; ${verify}`] };
    const reasons = servers.flatMap((server) => {
        const image = release.servers[server]?.image;
        if (image === undefined) {
            return [`server "${server}": it is not in the newest verified release of stack "${from}" (${release.at})`];
        }
        if (image === deployed[server]) return [];
        const runs = deployed[server] === undefined ? "nothing of it" : deployed[server];
        return [
            `server "${server}": stack "${from}" runs ${runs}, and ${image} was verified (${release.at}); ${verify}`,
        ];
    });
    if (reasons.length > 0) return { reasons };
    const promoted = servers.map((server) => [server, release.servers[server]?.image ?? ""] as const);
    return {
        release,
        pins: Object.fromEntries(promoted.map(([server, image]) => [server, { image, at, from }])),
        changes: promoted
            .map(([server, after]) => ({ server, before: pins[server]?.image, after }))
            .filter(({ before, after }) => before !== after),
    };
}

const digest = (image: string | undefined) => (image === undefined ? "nothing" : digestOf(image));

/** `server "demo": sha256:… → sha256:…` */
export const changeLine = ({ server, before, after }: ImageChange) =>
    `server "${server}": ${digest(before)} → ${digest(after)}`;

/** For the page of a workflow's run. */
export function changesMarkdown(title: string, changes: ImageChange[]): string {
    const rows = changes.map(
        ({ server, before, after }) => `| ${server} | \`${digest(before)}\` | \`${digest(after)}\` |`,
    );
    const table = ["| server | before | after |", "|---|---|---|", ...rows];
    return [`### ${title}`, "", ...(changes.length > 0 ? table : ["Nothing changes."]), ""].join("\n");
}
