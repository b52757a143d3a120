import { type DestinationStream, type Logger, pino } from "pino";
import type { Config } from "../settings/settings";

/** JSON lines on stdout, with level names and times as log collectors read them without configuration. */
export function createLogger(
    config: Pick<Config, "LOG_LEVEL" | "MCP_SERVER_NAME">,
    destination?: DestinationStream,
): Logger {
    return pino(
        {
            level: config.LOG_LEVEL,
            base: { server: config.MCP_SERVER_NAME },
            timestamp: pino.stdTimeFunctions.isoTime,
            formatters: { level: (label) => ({ level: label }) },
        },
        // Written at once, as nothing may be lost when the process ends.
        destination ?? pino.destination({ dest: 1, sync: true }),
    );
}
