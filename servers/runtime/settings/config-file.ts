import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { noDatabase } from "./database";
import { nearest } from "./nearest";
import type { Setting } from "./setting";

/** What a configuration file says: text by keys ("server.port"), as environment variables would say it. */
export interface FileValues {
    values: Map<string, string>;
    problems: string[];
}

/** Reads a configuration file in YAML. Keys that are no setting's are problems, not overlooked. */
export function readConfigFile(file: string, settings: Setting[]): FileValues {
    const result: FileValues = { values: new Map(), problems: [] };
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        result.problems.push(`CONFIG_FILE="${file}": cannot be read (${(error as NodeJS.ErrnoException).code})`);
        return result;
    }
    const document = parseDocument(text);
    if (document.errors.length > 0) {
        // The message without the lines that it is about: they may hold a secret.
        const [first] = document.errors;
        const line = first?.linePos?.[0].line;
        result.problems.push(`${file}${line === undefined ? "" : `, line ${line}`}: not YAML (${first?.code})`);
        return result;
    }
    const found: unknown = document.toJS();
    if (found === null || found === undefined) return result;
    if (!isMapping(found)) result.problems.push(`${file}: must hold keys such as server.port, not a list or a text`);
    else collect(found, "", { file, settings, result });
    return result;
}

interface Collecting {
    file: string;
    settings: Setting[];
    result: FileValues;
}

function collect(mapping: Record<string, unknown>, above: string, collecting: Collecting): void {
    const { file, settings, result } = collecting;
    const below = (key: string) => settings.some((setting) => setting.key.startsWith(`${key}.`));
    for (const [name, value] of Object.entries(mapping)) {
        const key = above + name;
        const known = settings.find((setting) => setting.key === key);
        if (known && isText(value)) {
            result.values.set(key, String(value));
        } else if (known && Array.isArray(value)) {
            result.values.set(key, value.map((entry, index) => entryText(entry, index, known, collecting)).join(","));
        } else if (known && value !== null) {
            result.problems.push(nothingBelow(known, file));
        } else if (!known && isMapping(value) && below(key)) {
            collect(value, `${key}.`, collecting);
        } else if (!known && !(value === null && below(key))) {
            result.problems.push(`${file}: ${key} is no setting; ${suggestion(key, settings)}`);
        }
    }
}

/** An entry of a list, as the variable would have it. */
function entryText(entry: unknown, index: number, setting: Setting, { file, result }: Collecting): string {
    if (isText(entry)) return String(entry);
    const read = setting.entry?.safeParse(entry);
    if (read?.success) return read.data;
    const problems = read?.error.issues.map(({ path, message }) => {
        const place = [`${setting.key}[${index}]`, ...path].join(".");
        return `${file}: ${place}: ${message}`;
    });
    result.problems.push(...(problems ?? [nothingBelow(setting, file)]));
    return "";
}

const nothingBelow = ({ key }: Setting, file: string) =>
    `${file}: ${key} has a value, or a list of values; nothing below them`;

function suggestion(key: string, settings: Setting[]): string {
    const named = settings.find(({ variable, aliases }) => [variable, ...aliases].includes(key));
    if (named) return `the key of ${key} is ${named.key}`;
    const keys = settings.map((setting) => setting.key);
    if (/^database(\.|$)/.test(key) && !keys.some((known) => known.startsWith("database."))) return noDatabase;
    const sections = [...new Set(keys.map((known) => known.split(".", 1)[0] ?? known))];
    const like = nearest(key, [...keys, ...sections]);
    if (like) return `did you mean ${like}?`;
    const siblings = keys.filter((known) => known.startsWith(`${key.split(".", 1)[0]}.`));
    return `known are ${(siblings.length > 0 ? siblings : sections).join(", ")}`;
}

const isText = (value: unknown): value is string | number | boolean =>
    ["string", "number", "boolean"].includes(typeof value);

function isMapping(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
