import { byHost, healthPath, type ProxiedServer } from "./proxied";
import type { ComposeServer } from "./server";

/** Where Caddy listens. */
export interface CaddyOptions {
    httpPort: number;
    httpsPort: number;
}

/** A Caddyfile: streams pass unbuffered, only endpoints and health are published, certificates come by themselves. */
export function caddyFile(servers: ComposeServer[], { httpPort, httpsPort }: CaddyOptions): string {
    const global = `{
	http_port ${httpPort}
	https_port ${httpsPort}
}`;
    const hosts = byHost(servers).map(([host, proxied]) => hostBlock(host, proxied));
    return [`# Beside the compose file: caddy run --config Caddyfile`, global, ...hosts].join("\n\n");
}

function hostBlock(host: string, servers: ProxiedServer[]): string {
    const tls = servers.some(({ route }) => route.tls);
    const headers = [
        ...(tls ? ['		Strict-Transport-Security "max-age=31536000; includeSubDomains"'] : []),
        "		X-Content-Type-Options nosniff",
        "		X-Frame-Options DENY",
    ];
    return `${tls ? "" : "http://"}${host} {
	header {
${headers.join("\n")}
	}

${servers.map(handlers).join("\n\n")}

	handle {
		respond 404
	}
}
`;
}

/** Caddy sets X-Forwarded-For and its kin by itself. */
function handlers(server: ProxiedServer): string {
    const { name, route, hostPort, times } = server;
    const matcher = `@${name}`;
    const paths = route.paths.flatMap(({ path, exact }) => (exact ? [path] : [path, `${path}/*`]));
    return `	${matcher} path ${paths.join(" ")}
	handle ${matcher} {
		reverse_proxy 127.0.0.1:${hostPort} {
			# Events leave as they come.
			flush_interval -1
			transport http {
				# Below the server's own ${times.connectionKeepAliveSeconds} s: a request into a closed connection is a 502.
				keepalive ${times.connectionKeepAliveSeconds - 15}s
				read_timeout ${times.streamIdleSeconds}s
			}
		}
	}${health(server)}`;
}

function health(server: ProxiedServer): string {
    if (server.livenessPath === undefined) return "";
    return `
	handle ${healthPath(server)} {
		rewrite * ${server.livenessPath}
		reverse_proxy 127.0.0.1:${server.hostPort}
	}`;
}
