import { createHash, randomBytes } from "node:crypto";

/**
 * `<prefix>-<random hex>`, as official providers name what the program does not name. The engine's seed makes an update
 * choose the name its plan showed.
 */
export function uniqueName(prefix: string, hexDigits: number, randomSeed: Uint8Array): string {
    const source = randomSeed.length > 0 ? createHash("sha256").update(randomSeed).digest() : randomBytes(32);
    return `${prefix}-${source.toString("hex").slice(0, hexDigits)}`;
}
