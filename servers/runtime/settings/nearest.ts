/** The candidate that is most like a text; undefined when none is like it. */
export function nearest(text: string, candidates: string[]): string | undefined {
    const [best] = candidates
        .map((candidate) => ({ candidate, changes: editDistance(text.toLowerCase(), candidate.toLowerCase()) }))
        // More changes than that, and it is another word.
        .filter(({ candidate, changes }) => changes <= Math.max(2, Math.floor(candidate.length / 3)))
        .sort((a, b) => a.changes - b.changes);
    return best?.candidate;
}

/** Letters to insert, remove or replace until one text is the other (Levenshtein). */
function editDistance(from: string, to: string): number {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (let i = 1; i <= from.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= to.length; j += 1) {
            const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
            next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[to.length] ?? 0;
}
