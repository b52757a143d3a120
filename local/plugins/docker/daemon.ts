import { type ClientRequest, type RequestOptions, request } from "node:http";

/** The Docker engine that builds. */
export interface Daemon {
    /** For DOCKER_HOST; undefined leaves the choice to the docker command, which knows contexts. */
    host: string | undefined;
    /** Whether it builds with BuildKit unless told otherwise. */
    prefersBuildKit: boolean;
}

const pingSeconds = 10;
const defaultSocket = "unix:///var/run/docker.sock";

/** Sees that the engine answers. As with the official plugin, nothing can be previewed without one. */
export async function connectToDaemon(configuredHost: string | undefined): Promise<Daemon> {
    const host = configuredHost ?? process.env.DOCKER_HOST;
    const address = pingAddress(host ?? defaultSocket);
    // ssh:// and TLS are for the docker command to reach.
    if (address === undefined) return { host, prefersBuildKit: true };
    const builderVersion = await ping(address).catch((error: Error) => {
        throw new Error(
            `failed to connect to any docker daemon: ${host ?? defaultSocket} does not answer (${error.message}). ` +
                "Start Docker, or set DOCKER_HOST or the provider's `host` to where it listens.",
        );
    });
    return { host, prefersBuildKit: builderVersion === "2" };
}

function pingAddress(host: string): RequestOptions | undefined {
    const { protocol, hostname, port, pathname } = new URL(host);
    if (protocol === "unix:") return { socketPath: pathname };
    if (protocol === "tcp:" && !process.env.DOCKER_TLS_VERIFY) return { hostname, port: port || 2375 };
    return undefined;
}

/** The engine's `Builder-Version` header (https://docs.docker.com/reference/api/engine/, operation SystemPing). */
function ping(address: RequestOptions): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
        const call: ClientRequest = request({ ...address, path: "/_ping" }, (response) => {
            response.resume();
            if (response.statusCode === 200) resolve(response.headers["builder-version"] as string | undefined);
            else reject(new Error(`answers ${response.statusCode}`));
        });
        call.setTimeout(pingSeconds * 1000, () => call.destroy(new Error(`no answer in ${pingSeconds} s`)));
        call.on("error", reject);
        call.end();
    });
}
