/**
 * For a year browsers ask for the host, and for what is below it, by HTTPS only.
 * https://www.rfc-editor.org/rfc/rfc6797#section-6.1
 */
export const strictTransportSecurity = "max-age=31536000; includeSubDomains";

/** An MCP answer is never a page: nothing to be sniffed, framed, or to send a referrer from. */
export const contentHeaders: Record<string, string> = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
};

/** Headers that a route adds to every answer. */
export function securityHeaders(tls: boolean): Record<string, string> {
    return { ...(tls && { "Strict-Transport-Security": strictTransportSecurity }), ...contentHeaders };
}
