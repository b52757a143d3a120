import type { Command } from "commander";
import type { DeployedServer } from "../deployed";
import { refused } from "../report/release-error";

/** What is verified, and how. */
export interface VerifyOptions {
    /**
     * Servers in place of the stack's own; these are not recorded.
     * @default all of the stack
     */
    servers?: DeployedServer[];
    /**
     * Names of servers, of those that there are.
     * @default all of them
     */
    only?: string[];
    /**
     * Writes a verified release down, when the stack has `mcp-eks:release` and all of its servers were verified.
     * @default true
     */
    record?: boolean;
    /**
     * How long is tried until a check counts as failed, in seconds.
     * @default 120
     */
    timeoutSeconds?: number;
    /** Looks at the cluster alone, for where the route cannot be reached. */
    internal?: boolean;
    /** Environment variables that hold bearer tokens: "TOKEN" for all servers, "github=TOKEN" for one. */
    tokenEnv?: string[];
    /** URL of a Prometheus that is to have the servers as targets. */
    prometheus?: string;
    /** Takes the tools that servers offer now for right. */
    acceptTools?: boolean;
}

/** The same, as commander gives it. */
export interface VerifyFlags {
    timeout: number;
    internal?: boolean;
    tokenEnv?: string[];
    prometheus?: string;
    acceptTools?: boolean;
}

const defaultTimeoutSeconds = 120;

/** Adds the options of all commands that verify. */
export function addVerifyOptions(command: Command): Command {
    return command
        .option("--timeout <seconds>", "how long each server is given to pass", seconds, defaultTimeoutSeconds)
        .option("--internal", "look at the cluster alone: the route cannot be reached from here")
        .option("--token-env <name>", "variable with a bearer token, for one server: server=NAME; repeatable", collect)
        .option("--prometheus <url>", "also ask this Prometheus whether it reaches the servers")
        .option("--accept-tools", "take tools that differ from the recorded ones for right");
}

/** What commander gave, as verifyStack takes it. */
export function verifyOptionsOf({ timeout, internal, tokenEnv, prometheus, acceptTools }: VerifyFlags): VerifyOptions {
    return { timeoutSeconds: timeout, internal, tokenEnv, prometheus, acceptTools };
}

/** For options that may be given more than once; a list after one would swallow the stack's name. */
export const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];

function seconds(text: string): number {
    const value = Number(text);
    if (!(value > 0 && value <= 3600)) throw refused(`--timeout is "${text}"; it is a number of seconds up to 3600`);
    return value;
}

/** A server's bearer token; the variable of its own goes before the one of all. */
export function bearerToken(
    server: string,
    tokenEnv: string[] = [],
    environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
    const named = tokenEnv.map((entry) => entry.split("=") as [string, string?]);
    const own = named.find(([name, variable]) => variable !== undefined && name === server)?.[1];
    const variable = own ?? named.find(([, second]) => second === undefined)?.[0];
    if (variable === undefined) return undefined;
    const token = environment[variable];
    if (!token) throw refused(`--token-env names ${variable}, which is not set`);
    return token;
}
