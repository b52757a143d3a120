import { z } from "zod";
import { flag } from "./kinds";

/** As other logging libraries write them. */
const levelNames: Record<string, string> = { warning: "warn", critical: "error", fatal: "error", trace: "debug" };

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
    MCP_TRACE_ARGUMENTS: flag.default(false).meta({
        description:
            "Puts the arguments of tool calls into the traces. Dangerous: whoever reads traces reads what users wrote. Values whose names or looks are secret are left out; nothing else is recognized",
        key: "tracing.arguments",
    }),
};
