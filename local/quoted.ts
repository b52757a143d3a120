/** One word for a POSIX shell, whatever is in it. */
export function quoted(value: string): string {
    return `'${value.replaceAll("'", `'\\''`)}'`;
}
