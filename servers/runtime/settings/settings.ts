import { z } from "zod";

/** Up to a day: behind an ALB idle connections are kept as long as streams may be silent. */
const seconds = z.coerce.number().min(0).max(86_400);
const commaSeparated = z.string().transform((text) => text.split(",").map((entry) => entry.trim()));

/** An origin as browsers send it (RFC 6454, section 6.2): no path, no trailing slash, no default port. */
const browserOrigin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    error: ({ input }) => `"${input}" is not an origin; an origin looks like https://chat.example.com`,
});

/** Every environment variable that the server reads, with its default. */
const environment = z
    .object({
        HOST: z.string().default("0.0.0.0"),
        /** 0 takes any free port. */
        PORT: z.coerce.number().int().min(0).max(65535).default(8000),
        MCP_PATH: z
            .string()
            .regex(/^(\/[A-Za-z0-9._~-]+)+$/, "must look like /demo/mcp")
            .default("/demo/mcp"),
        /** Name told to clients, and the label `server` of the metrics. */
        MCP_SERVER_NAME: z.string().default("demo"),
        LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
        /** Origins of web pages that may call the server, comma-separated; other clients send no Origin. */
        ALLOWED_ORIGINS: commaSeparated.pipe(z.array(browserOrigin)).default([]),
        MAX_BODY_BYTES: z.coerce
            .number()
            .int()
            .min(1)
            .default(4 * 1024 * 1024),
        /** Between two comments on a stream where nothing happens; below every load balancer's idle timeout. */
        STREAM_KEEP_ALIVE_SECONDS: seconds.default(15),
        /** Idle connections stay open this long: longer than the load balancer keeps them (60 s by default on an ALB). */
        KEEP_ALIVE_SECONDS: seconds.default(75),
        /** From SIGTERM until the port closes: as long as it takes every proxy to stop sending requests here. */
        DRAIN_SECONDS: seconds.default(5),
        /** From SIGTERM until open streams are cut; below the pod's terminationGracePeriodSeconds. */
        DRAIN_LIMIT_SECONDS: seconds.default(50),
    })
    .refine((env) => env.DRAIN_LIMIT_SECONDS >= env.DRAIN_SECONDS, {
        path: ["DRAIN_LIMIT_SECONDS"],
        error: "must be at least DRAIN_SECONDS",
    });

export type Config = z.output<typeof environment>;

/** Reads the configuration; an empty variable counts as unset. Throws one error that names all that is wrong. */
export function readConfig(variables: Record<string, string | undefined>): Config {
    const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
    const result = environment.safeParse(present);
    if (result.success) {
        return result.data;
    }
    const problems = result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return `  ${name}=${JSON.stringify(variables[name])}: ${issue.message}`;
    });
    throw new Error(`these environment variables are not usable:\n${problems.join("\n")}`);
}
