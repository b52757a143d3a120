import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import { describeError } from "./error-description";

/** Says once that traces are lost, and once that they arrive again: a collector may be away for hours. */
export function warningExporter(exporter: SpanExporter, log: Logger): SpanExporter {
    let lost = 0;
    return {
        export(spans, done) {
            exporter.export(spans, (result) => {
                if (result.code === 0) {
                    if (lost > 0) log.info({ lostSpans: lost }, "traces arrive again");
                    lost = 0;
                } else {
                    if (lost === 0) {
                        log.warn({ err: describeError(result.error) }, "traces do not arrive; calls go on without");
                    }
                    lost += spans.length;
                }
                // What failed is told: the processor would have it told again, each time.
                done({ code: 0 });
            });
        },
        shutdown: () => exporter.shutdown(),
        forceFlush: async () => exporter.forceFlush?.(),
    };
}
