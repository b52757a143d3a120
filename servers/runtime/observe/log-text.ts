import type { DestinationStream } from "pino";
import type { ErrorDescription } from "./error-description";

/** Fields that have their own place in a line, or say nothing to who started the server by hand. */
const notListed = new Set(["time", "level", "msg", "server", "err"]);

/** Turns JSON lines into lines that people read: `20:15:01.123 INFO  tool call  tool=add_numbers status=success`. */
export function textLines(destination: DestinationStream): DestinationStream {
    return { write: (line) => destination.write(textLine(JSON.parse(line) as Record<string, unknown>)) };
}

function textLine(fields: Record<string, unknown>): string {
    const { time, level, msg, err } = fields;
    const clock = String(time).slice("2026-01-01T".length, -1);
    const pairs = Object.entries(fields)
        .filter(([name]) => !notListed.has(name))
        .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
    const first = [clock, String(level).toUpperCase().padEnd("ERROR".length), msg, pairs.join(" ")];
    return `${first.filter((part) => part !== "").join(" ")}\n${errorLines(err as ErrorDescription | undefined)}`;
}

function errorLines(error: ErrorDescription | undefined, introduction = ""): string {
    if (!error) return "";
    const text = `${introduction}${error.stack ?? `${error.type}: ${error.message}`}`;
    return `${text.replace(/^/gm, "    ")}\n${errorLines(error.cause, "caused by ")}`;
}
