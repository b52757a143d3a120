import type { ClientNotification, ClientRequest } from "@modelcontextprotocol/server";

type Method = (ClientRequest | ClientNotification)["method"];

/** What clients of any revision may ask for or tell. The SDK's types see to it that none is missing. */
const methods: Record<Method, true> = {
    initialize: true,
    ping: true,
    "server/discover": true,
    "completion/complete": true,
    "logging/setLevel": true,
    "prompts/get": true,
    "prompts/list": true,
    "resources/list": true,
    "resources/read": true,
    "resources/subscribe": true,
    "resources/templates/list": true,
    "resources/unsubscribe": true,
    "subscriptions/listen": true,
    "tools/call": true,
    "tools/list": true,
    "notifications/cancelled": true,
    "notifications/initialized": true,
    "notifications/progress": true,
    "notifications/roots/list_changed": true,
};

/** The method of a message by a name that clients cannot make up. */
export function knownMethod(method: unknown): Method | "unknown" {
    return typeof method === "string" && Object.hasOwn(methods, method) ? (method as Method) : "unknown";
}
