import { type core, globalRegistry, z } from "zod";

/** Settings of one reason, by their environment variables. Schemas take text: what the variable says. */
export type SettingsShape = Record<string, z.ZodType>;

/** One setting: an environment variable, and a key of the configuration file. */
export interface Setting {
    variable: string;
    /** Other names of the variable. */
    aliases: string[];
    /** Where the configuration file has it: "server.port". */
    key: string;
    description: string;
    /** Whether its value must not be shown. */
    secret: boolean;
    /** Of a list: what makes a mapping of the configuration file the text of one entry. */
    entry?: z.ZodType<string>;
}

/** What a schema says of itself, wherever in `.default()`, `.optional()` or `.transform()` it was said. */
function metaOf(schema: core.$ZodType): Record<string, unknown> {
    const { innerType, in: piped } = schema._zod.def as { innerType?: core.$ZodType; in?: core.$ZodType };
    const inner = innerType ?? piped;
    return { ...(inner && metaOf(inner)), ...globalRegistry.get(schema) };
}

/** The settings of a shape, as `.meta({ description, key, aliases, secret, entry })` describes them. */
export function settingsOf(shape: SettingsShape): Setting[] {
    return Object.entries(shape).map(([variable, schema]) => {
        const { key, aliases, description, secret, entry } = metaOf(schema);
        return {
            variable,
            aliases: Array.isArray(aliases) ? aliases.map(String) : [],
            key: typeof key === "string" ? key : `settings.${variable.toLowerCase()}`,
            description: typeof description === "string" ? description : "",
            secret: secret === true,
            ...(entry instanceof z.ZodType && { entry: entry as z.ZodType<string> }),
        };
    });
}
