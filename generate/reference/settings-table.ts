import type { z } from "zod";
import { settingsOf } from "../../servers/runtime/settings/setting";
import { runtimeSettings } from "../../servers/runtime/settings/settings";

const begin = "<!-- settings: npm run docs writes this table -->";
const end = "<!-- end of the settings -->";

/** A page with the table of the servers' settings in its place, between two comments. */
export function withSettings(page: string): string {
    const [before, rest = ""] = page.split(begin);
    const [, after] = rest.split(end);
    if (after === undefined) throw new Error(`the page has no "${begin}" and "${end}"`);
    return `${before}${begin}\n\n${settingsTable()}\n\n${end}${after}`;
}

function settingsTable(): string {
    const schemas: Record<string, z.ZodType> = runtimeSettings;
    const rows = settingsOf(runtimeSettings).map(({ variable, aliases, key, description, secret }) => {
        const names = [variable, ...aliases].map((name) => `\`${name}\``).join(", ");
        const whole = description + (secret ? "; never shown" : "");
        return `| ${names} | ${key} | ${defaultOf(schemas[variable])} | ${whole} |`;
    });
    return ["| variable | key of the file | default | what it is |", "|---|---|---|---|", ...rows].join("\n");
}

/** As the variable would say it. */
function defaultOf(schema: z.ZodType | undefined): string {
    const result = schema?.safeParse(undefined);
    const value = result?.success ? result.data : undefined;
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return "";
    return `\`${String(value).replaceAll(",", " ")}\``;
}
