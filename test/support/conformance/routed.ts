import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ports } from "../../../local/addresses";

/** The Gateway of the local environment, whose listener has no TLS: the suites send some requests without it, whatever the URL says. */
const gateway = { name: "mcp-gateway", namespace: "gateway-system" };

/** Where alone the suites look for DNS rebinding. */
const host = "localhost";

/** Makes the image's context of the server with all that the suites ask for. It needs no packages, so that it is built in no time. */
export async function conformanceContext(directory: string): Promise<string> {
    await build({
        entryPoints: [join(__dirname, "server", "server.ts")],
        bundle: true,
        platform: "node",
        target: "node20",
        outfile: join(directory, "server.js"),
    });
    copyFileSync(join(__dirname, "server", "Dockerfile"), join(directory, "Dockerfile"));
    return directory;
}

/** The server behind each kind of route, two pods of it. */
export function conformanceServers(context: string) {
    const server = {
        image: { context, buildArgs: { BASE_IMAGE: "localhost:5000/library/node:22-slim" }, network: "host" },
        replicas: 2,
        // The suites call as a page of the server's own origin, which is theirs to allow.
        settings: { ALLOWED_ORIGINS: `http://${host}:${ports.ingressHttp}` },
    };
    return {
        // What the server says of larger bodies than it takes is to come through.
        "suites-nginx": { ...server, route: { host, nginx: { maxBodySize: "32m" } } },
        "suites-gateway": {
            ...server,
            // Traefik runs on the node itself here, whose calls no policy cuts.
            network: { ingressControllerNamespace: gateway.namespace },
            route: { kind: "gateway", host, gateway },
        },
    };
}
