import { checked, type Problem, within } from "./problem";
import type { ExistingSecretArgs, GeneratedSecretArgs, SecretArgs, SecretBundleArgs } from "./secret-args";
import { fileProblems } from "./secret-delivery";
import { unknownReferences } from "./secret-template";

const shortest = 16;
const longest = 128;

/** What is wrong with the entries of a server's secrets; a value is never named. */
export function secretProblems(
    entries: { [variable: string]: SecretArgs } = {},
    bundles: SecretBundleArgs[] = [],
): Problem[] {
    return [
        ...Object.entries(entries).flatMap(([variable, secret]) => [
            ...checked(
                variable,
                variable,
                (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
                'a secret is named as the environment variable that it becomes: letters, digits and "_"',
            ),
            ...sourceProblems(variable, secret),
            ...(secret.generate ? within(`${variable}.generate`, generatedProblems(secret.generate)) : []),
            ...(secret.existing ? within(`${variable}.existing`, existingProblems(secret.existing)) : []),
            ...(secret.file ? within(`${variable}.file`, fileProblems(secret.file)) : []),
            // What a bundle holds is only known in the cluster.
            ...(bundles.length > 0 ? [] : unknownReferences(variable, secret.template, Object.keys(entries))),
        ]),
        ...samePath(entries),
    ];
}

const sources = ["value", "generate", "existing", "template"] as const;

function sourceProblems(variable: string, secret: SecretArgs): Problem[] {
    const given = sources.filter((source) => secret[source] !== undefined);
    if (given.length > 1) {
        const found = given.map((source) => (source === "value" ? "given" : sourceNames[source])).join(" and ");
        return [{ field: variable, found, allowed: `choose one of the ${given.length > 2 ? given.length : "two"}` }];
    }
    if (given.length === 1) return [];
    const allowed =
        "have it generated (generate: {}) or give it (value; in a stack's configuration: fromConfig), " +
        "or say where it is (existing, template)";
    return [{ field: variable, found: undefined, allowed }];
}

const sourceNames = { generate: "generated", existing: "existing", template: "made by a template" };

function generatedProblems({ length, special, specialCharacters }: GeneratedSecretArgs): Problem[] {
    return [
        ...checked(
            "length",
            length,
            (value) => value === undefined || (Number.isInteger(value) && value >= shortest && value <= longest),
            `it is a whole number from ${shortest} to ${longest}`,
        ),
        ...checked(
            "specialCharacters",
            specialCharacters,
            (characters) => characters === undefined || (special === true && /^[!-/:-@[-`{-~]+$/.test(characters)),
            "it is punctuation of ASCII, and goes with special: true",
        ),
    ];
}

/** What is wrong with how a secret of somebody else is named; names that are only known later (Outputs) pass. */
export function existingProblems({ name, arn, version }: ExistingSecretArgs): Problem[] {
    if (name !== undefined && arn !== undefined) {
        return [{ field: "arn", found: arn, allowed: "name is given as well; choose one of the two" }];
    }
    if (name === undefined && arn === undefined) {
        return [{ field: "name", found: undefined, allowed: "an existing secret is named by its name or its arn" }];
    }
    return [
        ...checked(
            "name",
            name,
            (value) => typeof value !== "string" || /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(value),
            "a name is letters, digits and / _ + = . @ -",
        ),
        ...checked(
            "arn",
            arn,
            (value) =>
                typeof value !== "string" ||
                /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$/.test(value),
            'an ARN is "arn:aws:secretsmanager:<region>:<account>:secret:<name>-<6 characters>"',
        ),
        ...checked(
            "version",
            version,
            (value) => value === undefined || /^(uuid\/[0-9A-Za-z-]{32,64}|[A-Z][A-Za-z0-9_-]*)$/.test(value),
            'a version is a stage, as "AWSPREVIOUS", or "uuid/<version id>"',
        ),
    ];
}

/** What is wrong with secrets that are taken whole. */
export function bundleProblems(bundles: SecretBundleArgs[] = []): Problem[] {
    return bundles.flatMap((bundle, index) =>
        within(`secretBundles[${index}]`, [
            ...existingProblems(bundle),
            ...checked(
                "prefix",
                bundle.prefix,
                (value) => value === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
                'a prefix is letters, digits and "_", and begins with no digit',
            ),
        ]),
    );
}

/** Two secrets in one file: the second would take the first one's place. */
function samePath(entries: { [variable: string]: SecretArgs }): Problem[] {
    const first = new Map<string, string>();
    return Object.entries(entries).flatMap(([variable, { file }]) => {
        if (file === undefined) return [];
        const other = first.get(file.path);
        first.set(file.path, other ?? variable);
        const allowed = `the secret ${other} is this file; each needs its own`;
        return other === undefined ? [] : [{ field: `${variable}.file.path`, found: file.path, allowed }];
    });
}
