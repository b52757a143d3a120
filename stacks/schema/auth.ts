import { z } from "zod";
import { text, texts } from "./text";

/** Whose tokens callers need: a section that a server and the platform's defaults have in common. */
export const auth = z
    .strictObject({
        issuer: text,
        serverUrl: text,
        resource: text,
        audience: text,
        requiredScopes: texts,
        jwksUrl: text,
        introspection: z.strictObject({ clientId: text, clientSecret: text, url: text }).partial(),
        enforcedBy: text,
    })
    .partial();

/** Whatever the platform's defaults say, a server may be open to all that reach it. */
export const authOfServer = auth.extend({ enabled: z.boolean().optional() });
