import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
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
    for (const [name, value] of Object.entries(mapping)) {
        const key = above + name;
        const known = settings.some((setting) => setting.key === key);
        if (known && isText(value)) {
            result.values.set(key, String(value));
        } else if (known && Array.isArray(value) && value.every(isText)) {
            result.values.set(key, value.join(","));
        } else if (known && value !== null) {
            result.problems.push(`${file}: ${key} has a value, or a list of values; nothing below them`);
        } else if (!known && isMapping(value) && settings.some((setting) => setting.key.startsWith(`${key}.`))) {
            collect(value, `${key}.`, collecting);
        } else if (!known && !(value === null && settings.some((setting) => setting.key.startsWith(`${key}.`)))) {
            result.problems.push(`${file}: ${key} is no setting; ${suggestion(key, settings)}`);
        }
    }
}

function suggestion(key: string, settings: Setting[]): string {
    const named = settings.find(({ variable, aliases }) => [variable, ...aliases].includes(key));
    if (named) return `the key of ${key} is ${named.key}`;
    const keys = settings.map((setting) => setting.key);
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
