import { z } from "zod";
import { flag, isWritable, list } from "./kinds";

/** As other logging libraries write them. */
const levelNames: Record<string, string> = { warning: "warn", critical: "error", fatal: "error", trace: "debug" };

/** `console`, or `file:` with the file's path. */
const handler = z
    .string()
    .regex(/^(console|file:.+)$/, {
        abort: true,
        error: ({ input }) =>
            `"${input}" is no handler; a handler is console, or file: with a path, as file:/var/log/server.log`,
    })
    .refine((text) => text === "console" || isWritable(text.slice("file:".length)), {
        error: ({ input }) => `"${input}" cannot be written to`,
    });

/** A handler as the configuration file has it, in the form of other logging libraries. */
const handlerEntry = z
    .discriminatedUnion(
        "type",
        [
            z.strictObject({ type: z.literal("console") }),
            z.strictObject({
                type: z.literal("file"),
                filename: z
                    .string({ error: "must be a path" })
                    .regex(/^[^\s,]+$/, "must be a path without spaces and commas"),
            }),
        ],
        { error: "a handler has the type console, or the type file and a filename" },
    )
    .transform((found) => (found.type === "file" ? `file:${found.filename}` : found.type));

/** What a server tells of itself. Traces are set up by the variables of OpenTelemetry, OTEL_EXPORTER_OTLP_ENDPOINT first. */
export const observeSettings = {
    LOG_LEVEL: z
        .string()
        .transform((level) => levelNames[level.toLowerCase()] ?? level.toLowerCase())
        .pipe(z.enum(["debug", "info", "warn", "error", "silent"]))
        .default("info")
        .meta({ description: "debug, info, warn, error or silent", key: "logging.level" }),
    LOG_FORMAT: z.enum(["json", "text"]).default("json").meta({
        description: "json for log collectors, text for people",
        key: "logging.format",
    }),
    LOG_HANDLERS: list.pipe(z.array(handler).min(1)).default(["console"]).meta({
        description:
            "Where log lines go: `console`, `file:/var/log/server.log`, or both; in the file also `{ type: console }` and `{ type: file, filename: /var/log/server.log }`",
        key: "logging.handlers",
        entry: handlerEntry,
    }),
    MCP_TRACE_ARGUMENTS: flag.default(false).meta({
        description:
            "Puts the arguments of tool calls into the traces. Dangerous: whoever reads traces reads what users wrote. Values whose names or looks are secret are left out; nothing else is recognized",
        key: "tracing.arguments",
    }),
};
