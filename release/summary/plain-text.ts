// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /\u001b\[[0-9;]*[A-Za-z]/g;

/** What a program printed, without the colours of terminals or the engine's marks for them ("<{%reset%}>"). */
export const plainText = (text: string) =>
    text
        .replace(/<\{%[^%]*%\}>/g, "")
        .replace(controls, "")
        .trim();
