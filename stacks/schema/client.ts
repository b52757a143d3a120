import { z } from "zod";
import { text, texts } from "./text";

/** What clients are told: a section that a server and the platform's defaults have in common. */
export const client = z
    .strictObject({
        transport: text,
        auth: text,
        tokenVariable: text,
        allowedGroups: texts,
        registryNamespace: text,
    })
    .partial();

/** What one server tells of itself. */
export const clientOfServer = client.extend({ description: text.optional(), version: text.optional() });
