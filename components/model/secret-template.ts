import type { Problem } from "./problem";

/** `{{ .NAME }}`, and `{{ .NAME | b64enc }}`. */
const reference = /\{\{-?\s*\.([A-Za-z_][A-Za-z0-9_]*)/g;

/** Secrets that a template names at the beginning of its expressions. */
export function references(template: string): string[] {
    return [...new Set([...template.matchAll(reference)].map(([, name]) => name ?? ""))];
}

/** What a template names and the server does not have: External Secrets would write "<no value>", or fail. */
export function unknownReferences(field: string, template: string | undefined, known: string[]): Problem[] {
    const unknown = references(template ?? "").filter((name) => !known.includes(name));
    return unknown.map((name) => ({
        field: `${field}.template`,
        found: `{{ .${name} }}`,
        allowed: `the server's secrets are ${known.join(", ")}`,
    }));
}
