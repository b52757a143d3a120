import { z } from "zod";
import { authProblems, authSettings } from "./auth";
import { readConfigFile } from "./config-file";
import { httpProblems, httpSettings } from "./http";
import { lifecycleProblems, lifecycleSettings } from "./lifecycle";
import { limitSettings } from "./limits";
import { metricsProblems, metricsSettings } from "./metrics";
import { observeSettings } from "./observe";
import type { SettingProblem } from "./problem";
import { redisSettings } from "./redis";
import { serverSettings } from "./server";
import { type Setting, type SettingsShape, settingsOf } from "./setting";

/** Environment variables: what is set, and what is not. */
export type Variables = Record<string, string | undefined>;

/** Every setting of the runtime. */
export const runtimeSettings = {
    ...serverSettings,
    ...httpSettings,
    ...authSettings,
    ...limitSettings,
    ...redisSettings,
    ...lifecycleSettings,
    ...observeSettings,
    ...metricsSettings,
};

export type Config = z.output<z.ZodObject<typeof runtimeSettings>>;

/** What a server of settings of its own is told. */
export interface ReadSettings<Own extends SettingsShape> {
    config: Config;
    own: z.output<z.ZodObject<Own>>;
}

/** What a setting was given, and where. */
interface Given {
    text: string;
    /** `PORT`, or `server.port` with the file that has it. */
    where: string;
    file?: string;
}

/** Reads the runtime's settings, for what has no definition. */
export function readConfig(variables: Variables, name = "mcp-server"): Config {
    return readSettings(variables, {}, name).config;
}

/**
 * Reads all settings: from environment variables, and where those say nothing from the file that CONFIG_FILE names. What
 * is empty counts as unset, and `name` is that of the server's definition. Throws one error that names all that is wrong.
 */
export function readSettings<Own extends SettingsShape>(
    variables: Variables,
    ownSettings: Own,
    name: string,
): ReadSettings<Own> {
    refuseTaken(ownSettings);
    refuseNoSegment(name);
    const settings = [...settingsOf(runtimeSettings), ...settingsOf(ownSettings)];
    const { values, problems } = variables.CONFIG_FILE
        ? readConfigFile(variables.CONFIG_FILE, settings)
        : { values: new Map<string, string>(), problems: [] };
    const given = new Map<string, Given>();
    for (const setting of settings) {
        const found = givenBy(setting, variables, problems);
        const inFile = values.get(setting.key);
        if (found) given.set(setting.variable, found);
        else if (inFile) {
            given.set(setting.variable, { text: inFile, where: setting.key, file: variables.CONFIG_FILE ?? "" });
        }
    }
    const texts = {
        MCP_SERVER_NAME: name,
        MCP_PATH: `/${name}/mcp`,
        ...Object.fromEntries([...given].map(([variable, { text }]) => [variable, text])),
    };
    const config = z.object(runtimeSettings).superRefine(addProblems).safeParse(texts);
    const own = z.object(ownSettings).safeParse(texts);
    for (const issue of [...(config.error?.issues ?? []), ...(own.error?.issues ?? [])]) {
        const setting = settings.find(({ variable }) => variable === issue.path[0]);
        problems.push(setting ? describe(setting, given.get(setting.variable), issue.message) : issue.message);
    }
    if (problems.length > 0 || !config.success || !own.success) {
        throw new Error(`these settings are not usable:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    }
    return { config: config.data, own: own.data };
}

/** A server's setting of a name that the runtime has would be another thing than it looks like. */
function refuseTaken(ownSettings: SettingsShape): void {
    const taken = settingsOf(runtimeSettings).flatMap(({ variable, aliases }) => [variable, ...aliases]);
    for (const variable of Object.keys(ownSettings)) {
        if (taken.includes(variable))
            throw new Error(`${variable} is a setting of the runtime; name the server's otherwise`);
    }
}

/** A path begins with it where none is set. */
function refuseNoSegment(name: string): void {
    if (!/^[A-Za-z0-9._~-]+$/.test(name)) {
        throw new Error(
            `the server's definition has the name "${name}"; a name is letters, digits and "." "_" "~" "-"`,
        );
    }
}

function givenBy({ variable, aliases, secret }: Setting, variables: Variables, problems: string[]): Given | undefined {
    const [first, ...others] = [variable, ...aliases].flatMap((where) => {
        const text = variables[where];
        return text ? [{ where, text }] : [];
    });
    const other = others.find(({ text }) => text !== first?.text);
    if (first && other) {
        const both = secret ? `${first.where} and ${other.where}` : `${shown(first)} and ${shown(other)}`;
        problems.push(`${both}: two names of one setting, with different values; leave one of them out`);
    }
    return first;
}

function addProblems(config: Config, context: z.RefinementCtx): void {
    const problems: SettingProblem[] = [
        ...httpProblems(config),
        ...authProblems(config),
        ...lifecycleProblems(config),
        ...metricsProblems(config),
    ];
    for (const { name, message } of problems) context.addIssue({ code: "custom", path: [name], message });
}

const shown = ({ where, text }: Given) => `${where}=${JSON.stringify(text)}`;

function describe({ variable, key, secret }: Setting, given: Given | undefined, message: string): string {
    if (!given) {
        const missing = /received undefined$/.test(message) ? "is needed, and not set" : message;
        return `${variable} (in a file ${key}): ${missing}`;
    }
    const from = given.file === undefined ? "" : ` (${given.file})`;
    if (!secret) return `${shown(given)}${from}: ${message}`;
    return `${given.where}${from}: ${message.includes(given.text) ? "is not usable" : message} (its value is a secret)`;
}
