import { podVariables } from "./pods";

// As parseReference in ../image-reference.ts takes names apart.
const host = "[A-Za-z0-9.-]+(?::[0-9]+)?";
const rest = "[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?";

/** Index of the ":" before a tag: one that is not before a port. */
const tagAt = 'i.plain.lastIndexOf(":")';
const isTagged = `${tagAt} > i.plain.lastIndexOf("/")`;
const untagged = `(${isTagged} ? i.plain.substring(0, ${tagAt}) : i.plain)`;

/** CEL about the images of an object's containers: `variables.images`, each with `container`, `valid`, `tag`, `digest`, `repository`. */
export const imageVariables = {
    ...podVariables,
    references: `variables.containers.map(c, c.?image.orValue("")).map(image, ${mapOf({
        image: "image",
        plain: 'image.split("@")[0]',
        hosted: "image.matches('^(?:[^/]*[.:][^/]*|localhost)/')",
    })})`,
    images: `variables.references.map(i, ${mapOf({
        image: "i.image",
        valid: `i.hosted ? i.image.matches('^${host}/${rest}$') : i.image.matches('^${rest}$')`,
        digest: 'i.image.contains("@")',
        tag: `${isTagged} ? i.plain.substring(${tagAt} + 1) : ""`,
        // Without a host it is Docker Hub's, and without a path one of its own.
        repository: [
            'i.hosted && !i.plain.startsWith("docker.io/") ?',
            untagged,
            ':"docker.io/" + ',
            `(${untagged}.replace("docker.io/", "").contains("/") ? "" : "library/") +`,
            `${untagged}.replace("docker.io/", "")`,
        ].join(" "),
    })})`,
};

function mapOf(entries: Record<string, string>): string {
    return `{${Object.entries(entries)
        .map(([key, expression]) => `"${key}": dyn(${expression})`)
        .join(", ")}}`;
}

/** CEL: the images `i` for which the expression is not true. */
export const imagesUnless = (expression: string) =>
    `variables.images.filter(i, !(${expression})).map(i, string(i.image))`;
