import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { KubeConfig } from "@kubernetes/client-node";
import type { FetchLike } from "@modelcontextprotocol/client";
import { Agent, buildConnector, type RequestInit, fetch as undiciFetch } from "undici";
import type { DeployedServer } from "../deployed";
import { forwardPort } from "../port-forward";

/** A way to a server: its route, or a port-forward to one of its pods. */
export interface Way {
    /** "through the route", "in pod demo-mcp-1" */
    title: string;
    /** URL of the MCP endpoint, as the server sees it. */
    endpoint: URL;
    fetch: FetchLike;
    close(): Promise<void>;
}

/** A way into a pod, which knows why it does not get there. */
export interface PodWay extends Way {
    pod: string;
    /** Port of this machine that leads to the pod's. */
    localPort: number;
    lastError(): string | undefined;
}

const connectTimeoutMilliseconds = 10_000;

/** Browsers resolve `demo.localhost` to loopback (RFC 6761, section 6.3), most systems' resolvers do not. */
const loopbackLookup: LookupFunction = (host, options, callback) =>
    systemLookup(host.endsWith(".localhost") ? "localhost" : host, options, callback);

/** As clients outside the cluster come. */
export function wayByRoute(url: string): Way {
    const agent = new Agent({ connect: { lookup: loopbackLookup, timeout: connectTimeoutMilliseconds } });
    return { title: "through the route", endpoint: new URL(url), ...connectionsOf(agent) };
}

/** Past route, Service and NetworkPolicy to one pod; the server sees its URL inside the cluster. */
export async function wayToPod(kubeConfig: KubeConfig, server: DeployedServer, pod: string): Promise<PodWay> {
    const { namespace, port, internalUrl } = server;
    const forwarded = await forwardPort(kubeConfig, { namespace, pod, port });
    const { localPort } = forwarded;
    const connect = buildConnector({ timeout: connectTimeoutMilliseconds });
    const agent = new Agent({
        connect: (options, done) => connect({ ...options, hostname: "127.0.0.1", port: String(localPort) }, done),
    });
    const connections = connectionsOf(agent);
    return {
        title: `in pod ${pod}`,
        pod,
        localPort,
        endpoint: new URL(internalUrl),
        fetch: connections.fetch,
        lastError: () => forwarded.lastError(),
        async close() {
            await connections.close();
            forwarded.close();
        },
    };
}

/** undici's own fetch, as Node's built-in one takes the pools of one undici version only. */
function connectionsOf(agent: Agent): Pick<Way, "fetch" | "close"> {
    return {
        async fetch(input, init) {
            // The two declare the same standard's types separately.
            const response = await undiciFetch(input, { ...(init as RequestInit), dispatcher: agent });
            return response as unknown as Response;
        },
        close: () => agent.destroy(),
    };
}
