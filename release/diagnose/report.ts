import type { CauseChain, Fix, Unreadable } from "./cause";

/** What was found out about one server. */
export interface Diagnosis {
    server: string;
    /** Root causes first. */
    causes: CauseChain[];
    unreadable: Unreadable[];
}

const count = (number: number, of: string) => `${number} ${of}${number === 1 ? "" : "s"}`;

/** The diagnoses of a stack's servers, for people; `file` is where the stack's configuration is. */
export function reportText(diagnoses: Diagnosis[], file: string): string {
    return `${diagnoses.map((diagnosis) => serverText(diagnosis, file)).join("\n\n")}\n`;
}

function serverText({ server, causes, unreadable }: Diagnosis, file: string): string {
    const limits = unreadable.length === 0 ? "" : " in what could be read";
    const head =
        causes.length === 0
            ? `${server}: nothing wrong was found${limits}`
            : `${server}: ${count(causes.length, "cause")} found`;
    return [
        head,
        ...causes.flatMap((cause, index) => ["", ...causeLines(cause, `${index + 1}.`, file, "  ")]),
        ...(unreadable.length > 0 ? ["", "  Not judged, as it could not be read:"] : []),
        ...unreadable.map(({ what, why }) => `    ${what}: ${why}`),
    ].join("\n");
}

function causeLines(cause: CauseChain, mark: string, file: string, indent: string): string[] {
    const inner = `${indent}   `;
    return [
        `${indent}${mark} ${cause.title}  [${cause.id}]`,
        `${inner}where  ${cause.where}`,
        ...block(`${inner}found  `, cause.found),
        ...block(`${inner}why    `, cause.why),
        ...cause.fixes.flatMap((fix) => block(`${inner}fix    `, fixText(fix, file))),
        ...cause.consequences.flatMap((consequence) => consequenceLines(consequence, inner)),
    ];
}

/** Mended with what it follows from: no fix of its own. */
function consequenceLines({ title, id, where, found, consequences }: CauseChain, indent: string): string[] {
    const inner = `${indent}   `;
    return [
        `${indent}└ so: ${title}  [${id}]`,
        ...block(`${inner}${where}: `, found),
        ...consequences.flatMap((consequence) => consequenceLines(consequence, inner)),
    ];
}

function fixText({ text, command, config }: Fix, file: string): string {
    if (command !== undefined) return `${text}:\n${command}`;
    if (config !== undefined) return `${text}; in ${file}:\n${config.key}: ${config.value}`;
    return text;
}

/** Further lines stand below the first. */
function block(label: string, text: string): string[] {
    return text.split("\n").map((line, index) => (index === 0 ? label : " ".repeat(label.length)) + line);
}
