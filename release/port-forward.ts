import { createServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import { type KubeConfig, PortForward } from "@kubernetes/client-node";

/** A port of a pod, reached through the API server. */
export interface ForwardedPort {
    /** Port on 127.0.0.1 whose connections lead to the pod. */
    readonly localPort: number;
    /** What went wrong last between here and the pod's port: "connection refused". */
    lastError(): string | undefined;
    close(): void;
}

/** What is forwarded: a port of one pod. */
export interface PodPort {
    namespace: string;
    pod: string;
    port: number;
}

/** Leads connections to a port of this machine to a pod's; needs the permission to create pods/portforward. */
export async function forwardPort(kubeConfig: KubeConfig, target: PodPort): Promise<ForwardedPort> {
    const forward = new PortForward(kubeConfig);
    const sockets = new Set<Socket>();
    let lastError: string | undefined;
    const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.once("close", () => sockets.delete(socket));
        const refused = (message: string) => {
            lastError = message;
        };
        connect(forward, target, socket, refused).catch((error: unknown) => {
            refused(error instanceof Error ? error.message : "the API server does not forward to the pod");
            socket.destroy();
        });
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no local port to forward from");
    return {
        localPort: address.port,
        lastError: () => lastError,
        close() {
            server.close();
            for (const socket of sockets) socket.destroy();
        },
    };
}

/** One connection; `refused` is told what the node says of the pod's port. */
async function connect(
    forward: PortForward,
    { namespace, pod, port }: PodPort,
    socket: Socket,
    refused: (message: string) => void,
): Promise<void> {
    const errors = new Writable({
        write(chunk: Buffer, _encoding, done) {
            if (chunk.length > 0) {
                refused(chunk.toString().trim());
                // Nothing of the pod's comes after it.
                socket.destroy();
            }
            done();
        },
    });
    const opened = await forward.portForward(namespace, pod, [port], socket, errors, socket);
    // It is a function only where it was asked to retry.
    if (typeof opened === "function") return;
    if (socket.destroyed) opened.close();
    socket.once("close", () => opened.close());
    opened.onclose = () => socket.end();
}
