/** A text as CEL writes it: what JSON escapes, CEL reads (github.com/google/cel-spec, doc/langdef.md#string-and-bytes-values). */
export const celString = (text: string) => JSON.stringify(text);

/** A list of texts as CEL writes it. */
export const celStrings = (texts: string[]) => `[${texts.map(celString).join(", ")}]`;
