const milliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A duration as Go writes it: "1h" is "1h0m0s". A controller that writes an object back writes durations so; in any other
 * form the field would then be its own, and every later `pulumi up` a conflict over it.
 */
export function goDuration(text: string): string {
    const parts = [...text.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)/g)];
    const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (milliseconds[unit ?? ""] ?? 0), 0);
    if (total === 0) return "0s";
    if (total < 1000) return `${total}ms`;
    const seconds = (total % 60_000) / 1000;
    const minutes = Math.floor(total / 60_000) % 60;
    const hours = Math.floor(total / 3_600_000);
    if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
    return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
