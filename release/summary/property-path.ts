/** `spec.containers[0].env["a.b"]` as keys. */
export function keysOf(path: string): (string | number)[] {
    const keys: (string | number)[] = [];
    const part = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.[\]]+)/g;
    for (const [, index, quoted, plain] of path.matchAll(part)) {
        if (index !== undefined) keys.push(Number(index));
        else keys.push(quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
    }
    return keys;
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
    return keysOf(path).reduce<unknown>(
        (at, key) =>
            typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[key] : undefined,
        value,
    );
}
