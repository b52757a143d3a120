import type { IncomingMessage } from "node:http";
import { Agent, type AgentOptions, request as httpsRequest, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Properties } from "../shared";
import { type KubeObject, listAt, stringAt } from "./object";

/** The API server's refusal. */
export class ApiError extends Error {
    constructor(
        readonly code: number,
        /** `AlreadyExists`, `Conflict`, `Invalid`, `NotFound`, … */
        readonly reason: string,
        message: string,
        /** Kind that `reason` is about, in the plural: `namespaces`. */
        readonly about: string,
        /** One for each field that it is about. */
        readonly causes: string[] = [],
    ) {
        super(message);
    }
}

export function isNotFound(error: unknown): boolean {
    return error instanceof ApiError && error.code === 404;
}

export interface Call {
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
    path: string;
    query?: Record<string, string>;
    body?: unknown;
    contentType?: string;
    signal?: AbortSignal | undefined;
}

const MAX_RETRIES = 10;
const CONNECT_SECONDS = 10;
// The API server itself gives up on a request after 60 s. A server that vanished sends not even a refusal.
const SILENCE_SECONDS = 90;
// A watch is ended by the server well before its silence could mean that the server is gone.
const WATCH_SECONDS = 60;

/** HTTPS to one API server with the credentials of a kubeconfig's current context. */
export class KubernetesApi {
    readonly #config: KubeConfig;
    readonly #server: URL;
    #agent: RequestOptions["agent"];

    constructor(config: KubeConfig) {
        const server = config.getCurrentCluster()?.server;
        if (!server) throw new Error("the kubeconfig's current context names no cluster");
        this.#config = config;
        this.#server = new URL(server);
    }

    /** One call; retried while the server asks for it, or when a kept connection turns out to be closed. */
    async call<Answer = KubeObject>(call: Call): Promise<Answer> {
        for (let attempt = 1; ; attempt++) {
            const response = await this.#send(call).catch((error: unknown) => {
                if (attempt <= MAX_RETRIES && error instanceof StaleConnection) return undefined;
                throw error;
            });
            if (!response) continue;
            const text = await readAll(response);
            const code = response.statusCode ?? 0;
            if (code >= 200 && code < 300) return JSON.parse(text) as Answer;
            // As client-go: 429, and 5xx with Retry-After, are asked for again.
            const retryAfterSeconds = Number(response.headers["retry-after"]);
            const retry = (code === 429 || code >= 500) && retryAfterSeconds > 0 && attempt <= MAX_RETRIES;
            if (!retry) throw apiError(code, text, call);
            await sleep(retryAfterSeconds * 1000, undefined, { signal: call.signal });
        }
    }

    /** Follows a collection until the server ends the watch or the signal aborts. */
    async watch(
        path: string,
        query: Record<string, string>,
        signal: AbortSignal,
        onEvent: (type: string, object: KubeObject) => void,
    ): Promise<void> {
        const watching = { watch: "true", timeoutSeconds: String(WATCH_SECONDS) };
        const call: Call = { method: "GET", path, query: { ...query, ...watching }, signal };
        const response = await this.#send(call);
        const code = response.statusCode ?? 0;
        if (code !== 200) throw apiError(code, await readAll(response), call);
        for await (const line of createInterface({ input: response })) {
            const event = JSON.parse(line) as { type: string; object: KubeObject };
            if (event.type === "ERROR") return;
            onEvent(event.type, event.object);
        }
    }

    async #send(call: Call): Promise<IncomingMessage> {
        const options = await this.#options();
        const prefix = this.#server.pathname.replace(/\/$/, "");
        const query = call.query ? `?${new URLSearchParams(call.query)}` : "";
        const body = call.body === undefined ? undefined : JSON.stringify(call.body);
        return new Promise((resolve, reject) => {
            const request = httpsRequest({
                ...options,
                method: call.method,
                host: this.#server.hostname.replace(/^\[|\]$/g, ""),
                port: this.#server.port || 443,
                path: `${prefix}${call.path}${query}`,
                signal: call.signal,
                headers: {
                    ...options.headers,
                    Accept: "application/json",
                    "User-Agent": "pulumi-kubernetes",
                    ...(body === undefined ? {} : bodyHeaders(body, call.contentType)),
                },
            });
            const timer = setTimeout(
                () => request.destroy(new Error(`no connection to ${this.#server.href} within ${CONNECT_SECONDS} s`)),
                CONNECT_SECONDS * 1000,
            );
            request.setTimeout(SILENCE_SECONDS * 1000, () =>
                request.destroy(new Error(`${this.#server.href} has not answered for ${SILENCE_SECONDS} s`)),
            );
            request.on("socket", (socket) => {
                if (socket.connecting) socket.once("connect", () => clearTimeout(timer));
                else clearTimeout(timer);
            });
            request.on("response", resolve);
            request.on("error", (error: NodeJS.ErrnoException) => {
                clearTimeout(timer);
                const stale = request.reusedSocket && error.code === "ECONNRESET";
                reject(stale ? new StaleConnection() : error);
            });
            request.end(body);
        });
    }

    /** Certificates once, and a token that may expire for every call. */
    async #options(): Promise<RequestOptions> {
        const options: RequestOptions = {};
        await this.#config.applyToHTTPSOptions(options);
        const { agent: proposed, headers, auth, ...tls } = options;
        // client-node makes an agent for each call; one that is kept saves a TLS handshake each time. A proxy's is left as it is.
        const proxied = this.#config.getCurrentCluster()?.proxyUrl !== undefined;
        this.#agent ??= proxied ? proposed : new Agent({ ...(tls as AgentOptions), keepAlive: true });
        return { ...tls, headers, agent: this.#agent, ...(auth ? { auth } : {}) };
    }
}

/** The length must be given: Node sends the body of a DELETE without any otherwise, and the server takes it for a request. */
function bodyHeaders(body: string, contentType = "application/json"): Record<string, string | number> {
    return { "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) };
}

class StaleConnection extends Error {}

async function readAll(response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
}

function apiError(code: number, text: string, call: Call): ApiError {
    let status: Properties = {};
    try {
        status = JSON.parse(text) as Properties;
    } catch {
        // Proxies answer in plain text or HTML; the text itself is then the message.
    }
    const message = stringAt(status, "message") || `${call.method} ${call.path}: HTTP ${code} ${text.slice(0, 500)}`;
    const causes = listAt(status, "details", "causes").map((cause) => stringAt(cause, "message"));
    return new ApiError(code, stringAt(status, "reason"), message, stringAt(status, "details", "kind"), causes);
}
