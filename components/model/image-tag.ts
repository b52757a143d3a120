import { createHash } from "node:crypto";

/** What an image is made of, beside the files of its context. */
export interface BuildRecipe {
    dockerfile: string;
    platform: string;
    buildArgs?: Record<string, string>;
    target?: string;
}

const digestLength = 12;

/** `1.4.0-3f2a9c1b0d4e`: readable, and another tag for every other content, as a tag can be pushed only once. */
export function imageTag(readable: string, contextDigest: string, recipe: BuildRecipe): string {
    const { dockerfile, platform, target, buildArgs = {} } = recipe;
    const sortedArgs = Object.entries(buildArgs).sort(([a], [b]) => (a < b ? -1 : 1));
    const digest = createHash("sha256").update(
        JSON.stringify([contextDigest, dockerfile, platform, target ?? null, sortedArgs]),
    );
    return `${readable}-${digest.digest("hex").slice(0, digestLength)}`;
}

/** `registry/repository:tag`, the tag cut off and the digest of a pushed image put in its place. */
export function digestOf(imageUri: string): string {
    const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(imageUri) ?? [];
    if (digest === undefined)
        throw new Error(`the pushed image ${imageUri} has no digest; it cannot be deployed by one`);
    return digest;
}
