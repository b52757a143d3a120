import { z } from "zod";
import { text } from "./text";

/** How servers are reached: a section that a server and the platform's defaults have in common. */
export const route = z
    .strictObject({
        kind: text,
        host: text,
        className: text,
        publicPort: z.number(),
        tls: z.strictObject({ secretName: text, clusterIssuer: text }).partial(),
    })
    .partial();

export const routeOfServer = route.extend({ enabled: z.boolean().optional() });
