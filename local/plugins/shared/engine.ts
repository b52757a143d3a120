import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { messageLimits } from "./limits";
import type { Log } from "./provider";

type Severity = (typeof LogSeverity)[keyof typeof LogSeverity];

/** The engine that started the plugin, as far as a provider talks to it. */
export class Engine {
    readonly #client: EngineClient;
    /** Sent one after the other: the CLI shows them in the order they arrive. */
    #sending: Promise<void> = Promise.resolve();

    constructor(address: string) {
        this.#client = new EngineClient(address, credentials.createInsecure(), messageLimits);
    }

    /** A log whose lines the CLI shows beside the resource; without a URN, beside the stack. */
    log(urn = ""): Log {
        return {
            debug: (message) => this.#send(urn, message, LogSeverity.DEBUG, false),
            info: (message) => this.#send(urn, message, LogSeverity.INFO, false),
            warn: (message) => this.#send(urn, message, LogSeverity.WARNING, false),
            error: (message) => this.#send(urn, message, LogSeverity.ERROR, false),
            status: (message) => this.#send(urn, message, LogSeverity.INFO, true),
        };
    }

    /** Resolves once every line has been taken by the engine, so that none comes after the answer it belongs to. */
    flushed(): Promise<void> {
        return this.#sending;
    }

    close(): void {
        this.#client.close();
    }

    #send(urn: string, message: string, severity: Severity, ephemeral: boolean): void {
        const request = new LogRequest();
        request.setUrn(urn);
        request.setMessage(message);
        request.setSeverity(severity);
        request.setEphemeral(ephemeral);
        this.#sending = this.#sending.then(
            // A line that cannot be delivered must not fail the resource: the engine may be on its way out.
            () => new Promise((resolve) => this.#client.log(request, () => resolve())),
        );
    }
}

/** Where there is no engine to log to, as when a plugin is started by hand. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, status() {} };
