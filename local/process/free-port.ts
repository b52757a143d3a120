import { type AddressInfo, createServer, type Server } from "node:net";

/** Ports of loopback that were free a moment ago, all at once, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
    const servers = await Promise.all(Array.from({ length: count }, listening));
    const ports = servers.map((server) => (server.address() as AddressInfo).port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}

/** One such port, for what must know its own URL before it listens. */
export async function freePort(): Promise<number> {
    const [port = 0] = await freePorts(1);
    return port;
}

function listening(): Promise<Server> {
    return new Promise((resolve, reject) => {
        const server = createServer().once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
    });
}
