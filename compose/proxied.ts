import type { ComposeServer } from "./server";

/** A server behind a proxy on the same machine. */
export interface ProxiedServer extends ComposeServer {
    route: NonNullable<ComposeServer["route"]>;
}

/** Servers by the host that they are reached by; those without a route are not proxied. */
export function byHost(servers: ComposeServer[]): [host: string, servers: ProxiedServer[]][] {
    const hosts = new Map<string, ProxiedServer[]>();
    for (const server of servers) {
        if (!isProxied(server)) continue;
        const others = hosts.get(server.route.host) ?? [];
        hosts.set(server.route.host, [...others, server]);
    }
    return [...hosts];
}

const isProxied = (server: ComposeServer): server is ProxiedServer => server.route !== undefined;

/** Where a proxy shows the health of one of several servers on a host. */
export const healthPath = ({ name }: ProxiedServer) => `/health/${name}`;
