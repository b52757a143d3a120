import { accessSync, closeSync, constants, openSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";

/** Up to a day: behind an ALB idle connections are kept as long as streams may be silent. */
const longestSeconds = 86_400;
const highestPort = 65_535;

/** A number of the field's own bounds. */
export function numberFrom(least: number, most: number) {
    const error = `must be a number from ${least} to ${most}`;
    return z.coerce.number({ error }).min(least, { error }).max(most, { error });
}

export function wholeNumberFrom(least: number, most: number) {
    const error = `must be a whole number from ${least} to ${most}`;
    return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

export const seconds = numberFrom(0, longestSeconds);

/** 0 takes any free port. */
export const port = wholeNumberFrom(0, highestPort);

export const flag = z
    .enum(["true", "false"], { error: 'must be "true" or "false"' })
    .transform((text) => text === "true");

/** Lists are written with commas, spaces or both. */
export const list = z.string().transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== ""));

/** A file that can be read now: what is missing is better said at the start than at the first request. */
export const readableFile = z.string().refine(isReadable, { error: "is no file that can be read" });

function isReadable(file: string): boolean {
    try {
        accessSync(file, constants.R_OK);
        return true;
    } catch {
        return false;
    }
}

/** Whether a file can be written to now; makes it when it is not there. */
export function isWritable(file: string): boolean {
    try {
        closeSync(openSync(file, "a"));
        return true;
    } catch {
        return false;
    }
}

/** A path that something is served at: none of the probes, which have theirs, and none of the metadata. */
export const servedPath = z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)+$/, "must look like /demo/mcp")
    .refine((path) => !["/health", "/ready"].includes(path) && !path.startsWith("/.well-known/"), {
        error: "is a path of the server's own",
    });

/** "10.0.0.0/8", "2001:db8::/32", or one address. */
export const addressRange = z.string().refine(isAddressRange, {
    error: ({ input }) => `"${input}" is neither an address nor a range like 10.0.0.0/8`,
});

function isAddressRange(text: string): boolean {
    const [address = "", bits, ...rest] = text.split("/");
    const version = isIP(address);
    if (version === 0 || rest.length > 0) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
