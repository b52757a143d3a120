/** What marks values that are more than JSON, in Pulumi's wire format (sdk/nodejs/runtime/rpc.ts). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Stands for what nobody knows before `pulumi up`; the spellings are those for text, number, boolean, list and object. */
const unknowns = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

export const secretText = "(secret)";
export const unknownText = "(known after the update)";

/** A value of an engine event as JSON: secrets are hidden, what is unknown says so. */
export function shown(value: unknown): unknown {
    if (typeof value === "string") return unknowns.includes(value) ? unknownText : value;
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== "object" || value === null) return value;
    const { [signatureKey]: signature, ...fields } = value as Record<string, unknown>;
    if (signature === secretSignature) return secretText;
    if (signature === outputSignature) {
        if (fields.secret === true) return secretText;
        return "value" in fields ? shown(fields.value) : unknownText;
    }
    if (signature !== undefined) return "(asset)";
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, shown(field)]));
}
