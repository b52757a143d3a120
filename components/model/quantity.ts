const units: Record<string, number> = {
    m: 1e-3,
    "": 1,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number, NaN when it is none. */
export function quantity(text: string): number {
    const [, digits, unit] = /^([0-9]+(?:\.[0-9]+)?)(m|k|[MGT]|[KMGT]i)?$/.exec(text) ?? [];
    return digits === undefined ? Number.NaN : Number(digits) * (units[unit ?? ""] ?? Number.NaN);
}
