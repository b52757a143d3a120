import { isAbsolute, join } from "node:path";
import type { ContainerImageArgs } from "../container-image";
import { repositoryProblems } from "./image-repository-rules";
import { signatureProblems } from "./image-signature";
import { checked, type Problem, within } from "./problem";

/** What is wrong with an image's arguments; `exists` says whether a path is there. */
export function imageProblems(args: ContainerImageArgs, exists: (path: string) => boolean): Problem[] {
    const { context, dockerfile = "Dockerfile", tag, pinnedDigest } = args;
    const inContext = !isAbsolute(dockerfile) && !dockerfile.split("/").includes("..");
    return [
        ...checked("context", context, exists, "it is a folder that is there"),
        ...checked("dockerfile", dockerfile, () => inContext, "it is inside the context, relative to it"),
        ...checked(
            "dockerfile",
            dockerfile,
            () => !inContext || !exists(context) || exists(join(context, dockerfile)),
            `there is no such file in ${context}`,
        ),
        ...checked(
            "tag",
            tag,
            isTag,
            'a tag is up to 100 letters, digits, ".", "_" and "-", and does not begin with "." or "-"',
        ),
        ...checked(
            "pinnedDigest",
            pinnedDigest,
            (digest) => digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest),
            'it is the digest of an image, "sha256:…" with 64 hexadecimal digits; a tag may become another image',
        ),
        ...repositoryProblems(args),
        ...within("signature", signatureProblems(args.signature, exists)),
    ];
}

/** As the distribution specification has it, less what the appended digest needs of its 128 characters. */
function isTag(tag: unknown): boolean {
    return typeof tag !== "string" || /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(tag);
}
