import { randomBytes } from "node:crypto";
import { type Properties, type ResourceHandler, UNKNOWN } from "../shared";
import { replaceOnAnyChange } from "./keepers";

export const randomId: ResourceHandler<undefined> = {
    type: "random:index/randomId:RandomId",
    inputs: ["byteLength", "keepers", "prefix"],
    required: ["byteLength"],
    computed: ["b64Std", "b64Url", "dec", "hex"],
    check({ byteLength }) {
        if (byteLength === UNKNOWN || byteLength === undefined) return [];
        if (typeof byteLength === "number" && Number.isInteger(byteLength) && byteLength >= 1) return [];
        const reason = `byteLength is ${JSON.stringify(byteLength)}; it must be a whole number of at least 1`;
        return [{ property: "byteLength", reason }];
    },
    diff: (request) => replaceOnAnyChange(request, (inputs) => inputs),
    async create({ inputs }) {
        const bytes = randomBytes(Number(inputs.byteLength));
        return {
            id: bytes.toString("base64url"),
            outputs: { ...inputs, ...forms(bytes, String(inputs.prefix ?? "")) },
        };
    },
};

/** One number in every form that the provider offers; the prefix goes before each. */
export function forms(bytes: Buffer, prefix: string): Properties {
    return {
        b64Url: prefix + bytes.toString("base64url"),
        b64Std: prefix + bytes.toString("base64"),
        hex: prefix + bytes.toString("hex"),
        dec: prefix + BigInt(`0x${bytes.toString("hex")}`),
    };
}
