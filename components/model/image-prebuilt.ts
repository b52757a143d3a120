import type { PrebuiltImageArgs } from "../prebuilt-image";
import { isAllowed, parseReference } from "./image-reference";
import { repositoryProblems } from "./image-repository-rules";
import { signatureProblems } from "./image-signature";
import { checked, type Problem, within } from "./problem";

/** Ways by which an image of somebody else's comes to the nodes. */
export const prebuiltWays = ["copy", "cache", "direct"];

/** What is wrong with a pre-built image; `exists` says whether a path is there. */
export function prebuiltProblems(args: PrebuiltImageArgs, exists: (path: string) => boolean): Problem[] {
    const { image, via = "copy", signature } = args;
    return [
        ...referenceProblems(image),
        ...checked("via", via, (way) => prebuiltWays.includes(way), `ways are ${prebuiltWays.join(", ")}`),
        ...allowanceProblems(args),
        ...checked(
            "via",
            via,
            (way) => way !== "cache" || args.cacheUrl !== undefined,
            `there is no cache for the registry of ${image}: name it in images.caches of the platform (cacheUrl of the component)`,
        ),
        ...repositoryProblems(args),
        ...within("signature", signatureProblems(signature, exists)),
        ...checked(
            "signature.signingKey",
            signature?.signingKey,
            (key) => key === undefined,
            "an image of somebody else's is not signed here; leave it out, the signature is only verified",
        ),
    ];
}

/** What is wrong with a list of what nodes may pull directly. */
export function allowedProblems(allowed: string[] = []): Problem[] {
    return allowed.flatMap((entry, index) =>
        checked(
            `allowed[${index}]`,
            entry,
            (name) => /^([a-z0-9-]+\.[a-z0-9.-]+|localhost)(:[0-9]+)?(\/[a-z0-9._-]+)*\/?$/.test(name),
            'it is a registry ("ghcr.io"), a path ("docker.io/mcp") or a repository ("docker.io/mcp/fetch"), without a tag',
        ),
    );
}

function referenceProblems(image: string): Problem[] {
    const reference = parseReference(image);
    if (reference === undefined)
        return [
            { field: "image", found: image, allowed: 'an image is written as "docker.io/mcp/fetch:1.2.0@sha256:…"' },
        ];
    const isPinned = reference.digest !== undefined || (reference.tag !== undefined && reference.tag !== "latest");
    return checked(
        "image",
        image,
        () => isPinned,
        'it is pinned by a digest ("@sha256:…") or has a tag other than "latest": what runs must not change by itself',
    );
}

function allowanceProblems({ image, via, allowed = [] }: PrebuiltImageArgs): Problem[] {
    const reference = parseReference(image);
    if (via !== "direct" || reference === undefined || isAllowed(reference, allowed)) return [];
    const list = allowed.length === 0 ? "which is empty" : `which has ${allowed.join(", ")}`;
    return [
        {
            field: "image",
            found: image,
            allowed: `pulled directly are only images of the list images.allowed of the platform, ${list}; have it copied (via: copy), or add it there`,
        },
    ];
}
