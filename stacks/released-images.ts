import { parseReference } from "../components/model/image-reference";
import type { Problem } from "../components/model/problem";
import { refuse } from "../components/model/problem";
import type { ReleaseRecord } from "./release-record";
import type { PlatformConfig, ServerConfig } from "./schema";
import type { ReleaseConfig } from "./schema/release";

/** What decides about a stack's own images beside its configuration. */
export interface ReleasedImages extends Pick<ReleaseRecord, "pins" | "rebuilds"> {
    /** Stack that they are promoted from; undefined where they are built. */
    from?: string;
}

/** What is wrong with how a stack is released; `stack` is its own name, undefined where nobody knows it. */
export function releaseProblems(release: ReleaseConfig, stack: string | undefined): Problem[] {
    if (release.from === undefined || release.from !== stack) return [];
    const allowed = "images are promoted from another stack; leave it out where they are built";
    return [{ field: "from", found: release.from, allowed }];
}

/** What of the platform only a stack that builds can do. */
export function promotedPlatformProblems(platform: PlatformConfig, { from }: ReleaseConfig): Problem[] {
    const { signingKey } = platform.images?.signature ?? {};
    if (from === undefined || signingKey === undefined) return [];
    const allowed = `images are signed where they are built, in stack "${from}" (mcp-eks:release), and only verified here`;
    return [{ field: "images.signature.signingKey", found: signingKey, allowed }];
}

/** What of a server would come by a tag, which may be another image than the one that was verified. */
export function promotedServerProblems({ prebuilt, code }: ServerConfig, { from }: ReleaseConfig): Problem[] {
    if (from === undefined) return [];
    const given = { "prebuilt.image": prebuilt?.image, "code.runtime.image": code?.runtime.image };
    return Object.entries(given).flatMap(([field, image]) => {
        const reference = image === undefined ? undefined : parseReference(image);
        if (reference === undefined || reference.digest !== undefined) return [];
        const allowed =
            'a stack that images are promoted to (mcp-eks:release) takes no tags; add the digest, "@sha256:…"';
        return [{ field, found: image, allowed }];
    });
}

/** Ends the program when an image is still to be promoted, naming all that are. */
export function refuseUnpromoted(
    stack: string,
    servers: Record<string, ServerConfig>,
    { from, pins }: ReleasedImages,
): void {
    if (from === undefined) return;
    const missing = Object.keys(servers).filter((name) => servers[name]?.image && pins[name] === undefined);
    refuse(
        missing.map(
            (name) =>
                `server "${name}": image has no digest yet that was promoted from stack "${from}", and this stack builds none (mcp-eks:release); ` +
                `promote it: npm run release -- promote --from ${from} --to ${stack}`,
        ),
    );
}
