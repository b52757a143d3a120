/** What marks values that are more than JSON, in Pulumi's wire format (sdk/nodejs/runtime/rpc.ts). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Stands for what nobody knows before `pulumi up`. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const hidden = "(secret)";

/** A value of Pulumi's wire format as plain JSON, with each secret in it hidden; `path` says where it stands. */
export function plain(value: unknown, path: string): unknown {
    if (Array.isArray(value)) return value.map((entry, index) => plain(entry, `${path}[${index}]`));
    if (value === unknown) {
        throw new Error(
            `${path} is known after \`pulumi up\` only; give what it is made from a placeholder in stacks/manifests/placeholders.ts`,
        );
    }
    if (typeof value !== "object" || value === null) return value;
    const { [signatureKey]: signature, ...fields } = value as Record<string, unknown>;
    if (signature === secretSignature) return hidden;
    if (signature === outputSignature) return fields.secret === true ? hidden : plain(fields.value, path);
    if (signature !== undefined) throw new Error(`${path} is a value of unknown kind ${signature}`);
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, plain(field, `${path}.${key}`)]));
}
