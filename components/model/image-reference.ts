/** An image's name, taken apart: `registry/repository:tag@digest`. */
export interface ImageReference {
    /** Host, and port where it has one: "docker.io". */
    registry: string;
    /** Path in the registry: "mcp/brave-search". */
    repository: string;
    tag?: string;
    /** "sha256:…" */
    digest?: string;
}

const pattern =
    /^([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Takes a name apart as Docker does (github.com/distribution/reference): without a host it is Docker Hub's; undefined when it is none. */
export function parseReference(text: string): ImageReference | undefined {
    const slash = text.indexOf("/");
    const first = text.slice(0, Math.max(slash, 0));
    const hasHost = /[.:]/.test(first) || first === "localhost";
    if (hasHost && !/^[A-Za-z0-9.-]+(:[0-9]+)?$/.test(first)) return undefined;
    const [, path, tag, digest] = pattern.exec(hasHost ? text.slice(slash + 1) : text) ?? [];
    if (path === undefined) return undefined;
    const registry = hasHost ? first : "docker.io";
    const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
    return { registry, repository, tag, digest };
}

/** `registry/repository`, without tag and digest. */
export const repositoryOf = ({ registry, repository }: ImageReference) => `${registry}/${repository}`;

/** Whether a list names the image's registry ("ghcr.io"), a path in it ("docker.io/mcp") or the repository itself. */
export function isAllowed(reference: ImageReference, allowed: string[] = []): boolean {
    return allowed.some((entry) => `${repositoryOf(reference)}/`.startsWith(`${entry.replace(/\/+$/, "")}/`));
}

const longestLabel = 63;

/** A tag as the value of the label app.kubernetes.io/version: letters and digits at both ends, up to 63 characters. */
export function versionLabel(tag: string): string {
    return tag.slice(0, longestLabel).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

const digestLength = 12;
const copyPrefix = "copy-";

/**
 * Tags of copies, which may be pushed again: ECR refuses that for an immutable tag even when nothing changed
 * (github.com/aws/containers-roadmap/issues/2380), and a refresh with a password that ran out takes the copy for gone. They
 * name the digest of what they are copies of, so what is pushed again is the same.
 */
export const copyTags = `${copyPrefix}*`;

/** `copy-2.0.1-3f2a9c1b0d4e`: what a copy is called; upstream's tag may move. */
export function copyTag({ tag }: ImageReference, digest: string): string {
    const short = digest.replace("sha256:", "").slice(0, digestLength);
    return `${copyPrefix}${tag === undefined ? "" : `${tag.slice(0, 100)}-`}${short}`;
}
