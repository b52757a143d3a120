import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "../settings/settings";
import { describeError, type ErrorDescription } from "./error-description";
import { textLines } from "./log-text";
import { isSecretName, redacted, withoutSecrets } from "./redaction";

/**
 * JSON lines on stdout or in files, with level names and times as log collectors read them without configuration; or lines for
 * people. Errors are told with their stack, and without what is secret.
 */
export function createLogger(
    config: Pick<Config, "LOG_LEVEL" | "LOG_FORMAT" | "LOG_HANDLERS" | "MCP_SERVER_NAME">,
    destination?: DestinationStream,
): Logger {
    return pino(
        {
            level: config.LOG_LEVEL,
            base: { server: config.MCP_SERVER_NAME },
            timestamp: pino.stdTimeFunctions.isoTime,
            formatters: { level: (label) => ({ level: label }), log: withoutSecretFields },
            serializers: { err: describeOnce },
        },
        handlersOf(config, destination),
    );
}

/** Written at once, as nothing may be lost when the process ends. */
function handlersOf(
    { LOG_LEVEL: level, LOG_FORMAT, LOG_HANDLERS }: Pick<Config, "LOG_LEVEL" | "LOG_FORMAT" | "LOG_HANDLERS">,
    stdout?: DestinationStream,
): DestinationStream {
    const streams = LOG_HANDLERS.map((handler) => {
        const stream =
            handler === "console"
                ? (stdout ?? pino.destination({ dest: 1, sync: true }))
                : logFile(handler.slice("file:".length));
        // Each by itself: pino tells a line's level only to a multistream that is its own destination, and one that does
        // not know the level writes nothing.
        return LOG_FORMAT === "text" ? textLines(stream) : stream;
    });
    const [only, ...others] = streams;
    return only && others.length === 0 ? only : pino.multistream(streams.map((stream) => ({ stream, level })));
}

/** Lines that wait for a file that cannot be written to, in bytes; what comes then is lost. */
const mostWaitingBytes = 1024 * 1024;

/** A full disk costs lines of the log, not the server. */
function logFile(filename: string): DestinationStream {
    const file = pino.destination({ dest: filename, sync: true, maxLength: mostWaitingBytes });
    let told = false;
    file.on("error", (error: NodeJS.ErrnoException) => {
        if (!told) console.error(`the log file ${filename} cannot be written to (${error.code ?? error.message})`);
        told = true;
    });
    return file;
}

/** What is described already, without someone's arguments, stays as it is. */
function describeOnce(error: unknown): ErrorDescription {
    return isDescription(error) ? error : describeError(error);
}

const isDescription = (error: unknown): error is ErrorDescription =>
    typeof error === "object" && error !== null && !(error instanceof Error) && "type" in error && "message" in error;

/** What is said of names, as there are few of them and a line for each request. */
const secretFields = new Map<string, boolean>();
const mostNames = 1000;

function isSecretField(name: string): boolean {
    let secret = secretFields.get(name);
    if (secret === undefined) {
        secret = isSecretName(name);
        if (secretFields.size < mostNames) secretFields.set(name, secret);
    }
    return secret;
}

/**
 * Hides what must not be told even where someone logs a whole request, list of headers or configuration. By names at
 * any depth: pino's own redaction goes by paths, and takes longer than all else of a line.
 */
function withoutSecretFields(fields: Record<string, unknown>): Record<string, unknown> {
    let clean = fields;
    for (const name in fields) {
        const value = fields[name];
        const nested = typeof value === "object" && value !== null && name !== "err";
        if (!nested && !isSecretField(name)) continue;
        if (clean === fields) clean = { ...fields };
        clean[name] = isSecretField(name) ? redacted : withoutSecrets(value);
    }
    return clean;
}
