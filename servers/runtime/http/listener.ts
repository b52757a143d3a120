import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import type { Config } from "../settings/settings";
import { certificateFiles, followCertificate, secureContext } from "./tls";

const millisecondsPerSecond = 1000;
/** Slow clients are looked for so often; Node's own 30 s would be the shortest limit. */
const lookMilliseconds = 1000;
/** Heads are short: who takes longer for one means to hold the connection. */
const longestHeadSeconds = 15;

/** Node's server, over TLS where there is a certificate. */
export function createListener(config: Config, log: Logger): Server {
    const requestTimeout = config.REQUEST_TIMEOUT_SECONDS * millisecondsPerSecond;
    const headersTimeout = Math.min(requestTimeout, longestHeadSeconds * millisecondsPerSecond);
    const options = {
        keepAliveTimeout: config.KEEP_ALIVE_SECONDS * millisecondsPerSecond,
        requestTimeout,
        headersTimeout,
        connectionsCheckingInterval: lookMilliseconds,
    };
    const files = certificateFiles(config);
    if (!files) return createServer(options);
    const server = createSecureServer({ ...options, ...secureContext(files), handshakeTimeout: headersTimeout });
    server.once("close", followCertificate(server, files, log));
    return server;
}

/** Resolves with the port. */
export function listen(server: Server, host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
    });
}
