import { z } from "zod";
import { addressRange, list, readableFile, seconds, wholeNumberFrom } from "./kinds";
import type { SettingProblem } from "./problem";

/** An origin as browsers send it (RFC 6454, section 6.2): no path, no trailing slash, no default port. */
const browserOrigin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    error: ({ input }) => `"${input}" is not an origin; an origin looks like https://chat.example.com`,
});

/** A name without port: whoever comes by another port asks for the same server. */
const hostName = z.string().regex(/^([a-z0-9.-]+|\[[0-9a-f:.]+\])$/, {
    error: ({ input }) => `"${input}" is not a host; a host looks like mcp.example.com, without a port`,
});

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, "a header's name has letters, digits and -");

/** Their names are told apart by case (RFC 9110, section 9.1): browsers would not take `post` for POST. */
const methodName = z.string().regex(/^[A-Z]+$/, {
    error: ({ input }) => `"${input}" is not a method; a method looks like POST`,
});

const mostBytes = 1024 * 1024 * 1024;

/** Who may send what, and for how long. */
export const httpSettings = {
    ALLOWED_HOSTS: list.pipe(z.array(hostName)).default([]).meta({
        description: "Hosts that may be asked for, by the header Host; every host when empty",
        key: "http.allowed_hosts",
    }),
    ALLOWED_ORIGINS: list.pipe(z.array(browserOrigin)).default([]).meta({
        description: "Origins of web pages that may call the server; other clients send no Origin",
        key: "cors.allowed_origins",
    }),
    CORS_ALLOWED_METHODS: list.pipe(z.array(methodName)).default(["POST", "GET", "DELETE"]).meta({
        description: "Methods that web pages may use; GET and POST browsers let them use whatever is said here",
        key: "cors.allowed_methods",
    }),
    CORS_MAX_AGE: seconds.default(3600).meta({
        description: "Seconds for which browsers may remember that they were allowed to call",
        key: "cors.max_age",
    }),
    CORS_EXPOSE_HEADERS: list
        .pipe(z.array(headerName))
        .default(["mcp-session-id", "www-authenticate", "x-request-id", "retry-after"])
        .meta({ description: "Headers of answers that web pages may read", key: "cors.expose_headers" }),
    TRUSTED_PROXIES: list.pipe(z.array(addressRange)).default([]).meta({
        description: "Addresses and ranges of proxies whose X-Forwarded-For says who the client is",
        key: "http.trusted_proxies",
    }),
    MAX_BODY_BYTES: wholeNumberFrom(1, mostBytes)
        .default(4 * 1024 * 1024)
        .meta({ description: "Longest body of a request, in bytes", key: "http.max_body_bytes" }),
    REQUEST_TIMEOUT_SECONDS: seconds.min(1, "must be at least 1").default(30).meta({
        description: "How long a request may take to arrive, body and all; answers and streams have no such limit",
        key: "http.request_timeout",
    }),
    STREAM_KEEP_ALIVE_SECONDS: seconds.default(15).meta({
        description: "Time between two comments on a stream where nothing happens; below every proxy's idle timeout",
        key: "http.stream_keep_alive",
    }),
    KEEP_ALIVE_SECONDS: seconds.default(75).meta({
        description: "How long idle connections stay open: longer than the load balancer keeps them (ALB: 60)",
        key: "http.keep_alive",
    }),
    TLS_CERT_FILE: readableFile.optional().meta({
        description: "Certificate chain (PEM) to serve HTTPS with, from TLS 1.2 on; read anew when the file changes",
        key: "tls.cert_file",
    }),
    TLS_KEY_FILE: readableFile.optional().meta({
        description: "Private key of the certificate (PEM)",
        key: "tls.key_file",
    }),
};

/** What is wrong between these settings. */
export function httpProblems(values: z.output<z.ZodObject<typeof httpSettings>>): SettingProblem[] {
    const { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key } = values;
    if (certificate !== undefined && key === undefined) {
        return [{ name: "TLS_KEY_FILE", message: "is needed with TLS_CERT_FILE" }];
    }
    if (key !== undefined && certificate === undefined) {
        return [{ name: "TLS_CERT_FILE", message: "is needed with TLS_KEY_FILE" }];
    }
    return [];
}
