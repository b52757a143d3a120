import { trace } from "@opentelemetry/api";
import { z } from "zod";
import type { ServerDefinition } from "../../../servers/runtime/serve";
import type { Tool } from "../../../servers/runtime/tool";

/** Looks like tokens of the world, and is none. */
export const leakedToken = "ghp_0123456789abcdefghijABCDEFGHIJ456789";

const nested: Tool<{ text: string; api_key?: string | undefined }> = {
    name: "nested",
    title: "Nested",
    description: "Does some of its work in a span of its own",
    arguments: z.object({ text: z.string(), api_key: z.string().optional() }),
    run: ({ text }) =>
        trace.getTracer("tool").startActiveSpan("its own work", (span) => {
            span.end();
            return text;
        }),
};

const broken: Tool<{ repository: string }> = {
    name: "broken",
    title: "Broken",
    description: "Fails, and tells more than it should",
    arguments: z.object({ repository: z.string() }),
    run({ repository }) {
        const cause = Object.assign(
            new Error(`GET https://user:hunter22@api.example.com?access_token=${leakedToken}`),
            {
                config: { headers: { authorization: `Bearer ${leakedToken}` } },
            },
        );
        throw new Error(`no repository ${repository}`, { cause });
    },
};

const asking: Tool<{ url: string }> = {
    name: "asking",
    title: "Asking",
    description: "Asks an external API",
    arguments: z.object({ url: z.string() }),
    async run({ url }, call) {
        const response = await call.api("repos/search", (headers) => fetch(url, { headers }));
        if (!response.ok) throw new Error(`the API answered ${response.status}`);
        return response.text();
    },
};

const waiting: Tool<object> = {
    name: "waiting",
    title: "Waiting",
    description: "Waits until nobody waits for it",
    arguments: z.object({}),
    run: (_args, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

/** A server whose tools show what observers make of them. */
export const observed: ServerDefinition = {
    name: "observed",
    version: "1.2.3",
    tools: [nested, broken, asking, waiting],
};
