import type { IncomingMessage, ServerResponse } from "node:http";
import {
    type AuthInfo,
    type JSONRPCMessage,
    type MessageClassification,
    PerRequestHTTPServerTransport,
    type RequestId,
    type Transport,
    type TransportSendOptions,
} from "@modelcontextprotocol/server";
import { Exchange, type ExchangeEvents } from "./exchange";
import type { PlainRequest } from "./plain-request";

/** What a request may carry, as the SDK's adapters name it. */
type AuthenticatedRequest = IncomingMessage & { auth?: AuthInfo };

/**
 * Connects one server of the SDK to the requests of all clients: each goes by an id of its own, and its answer comes back
 * to it. Nothing is kept from one request to the next.
 *
 * It is the SDK's own transport for a request by inheritance: of that one a server takes the revision that it speaks.
 */
export class SharedTransport extends PerRequestHTTPServerTransport implements Transport {
    private readonly exchanges = new Map<RequestId, { exchange: Exchange; clientsId: RequestId }>();
    private readonly classified: MessageClassification | undefined;
    private lastId = 0;

    constructor(
        classification: MessageClassification | undefined,
        private readonly keepAliveMilliseconds: number,
        private readonly events: ExchangeEvents,
    ) {
        super({ classification: classification ?? { era: "legacy" } });
        this.classified = classification;
    }

    /** The exchange that a tool's call belongs to. */
    exchangeOf(id: RequestId): Exchange | undefined {
        return this.exchanges.get(id)?.exchange;
    }

    /** Has the server answer a request. */
    serve({ message }: PlainRequest, request: AuthenticatedRequest, response: ServerResponse, received: number): void {
        this.lastId += 1;
        const id = this.lastId;
        const exchange = new Exchange(request, response, received, this.keepAliveMilliseconds, this.events);
        this.exchanges.set(id, { exchange, clientsId: message.id });
        response.once("close", () => {
            if (this.exchanges.delete(id)) this.clientLeft(id, exchange);
        });
        this.deliver({ ...message, id }, request.auth);
    }

    override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
        if ("method" in message) {
            const id = options?.relatedRequestId;
            // What belongs to no request has nowhere to go.
            return id === undefined ? undefined : this.exchangeOf(id)?.notify(message);
        }
        const id = message.id;
        const served = id === undefined ? undefined : this.exchanges.get(id);
        if (id === undefined || !served) return;
        this.exchanges.delete(id);
        served.exchange.finish({ ...message, id: served.clientsId });
    }

    /** Cuts what is open. */
    override async close(): Promise<void> {
        const open = [...this.exchanges.values()];
        this.exchanges.clear();
        for (const { exchange } of open) exchange.cut();
        await super.close();
    }

    /** Ends a tool's work as the client's own cancellation would. */
    private clientLeft(requestId: number, exchange: Exchange): void {
        exchange.cut();
        const params = { requestId, reason: "the client went away" };
        this.deliver({ jsonrpc: "2.0", method: "notifications/cancelled", params });
    }

    private deliver(message: JSONRPCMessage, authInfo?: AuthInfo): void {
        this.onmessage?.(message, {
            ...(this.classified ? { classification: this.classified } : {}),
            ...(authInfo ? { authInfo } : {}),
        });
    }
}
