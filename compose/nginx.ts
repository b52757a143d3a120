import { byHost, healthPath, type ProxiedServer } from "./proxied";
import type { ComposeServer } from "./server";

/** Where nginx listens, and what it shows. */
export interface NginxOptions {
    httpPort: number;
    httpsPort: number;
    /** Files of the certificate and its key; `{host}` stands for the host. */
    certificate: string;
    certificateKey: string;
}

/** A file for nginx' conf.d: streams pass unbuffered, and only endpoints and health are published. */
export function nginxFile(servers: ComposeServer[], options: NginxOptions): string {
    const hosts = byHost(servers);
    const upstreams = hosts.flatMap(([, proxied]) => proxied.map(upstream));
    return [
        "# For nginx' conf.d, beside the compose file: nginx -t && nginx -s reload",
        ...upstreams,
        ...hosts.map(([host, proxied]) => hostBlocks(host, proxied, options)),
    ].join("\n\n");
}

const upstreamName = ({ name }: ComposeServer) => `mcp_${name.replaceAll("-", "_")}`;

const upstream = (server: ProxiedServer) => `upstream ${upstreamName(server)} {
    server 127.0.0.1:${server.hostPort};
    keepalive 32;
    # Below the server's own ${server.times.connectionKeepAliveSeconds} s: a request into a closed connection is a 502.
    keepalive_timeout ${server.times.connectionKeepAliveSeconds - 15}s;
}`;

function hostBlocks(host: string, servers: ProxiedServer[], options: NginxOptions): string {
    const { httpPort, httpsPort, certificate, certificateKey } = options;
    const locations = servers.flatMap(locationsOf).join("\n\n");
    if (!servers.some(({ route }) => route.tls)) {
        return `server {
    listen ${httpPort};
    server_name ${host};

    add_header X-Content-Type-Options nosniff always;

${locations}
}
`;
    }
    const port = httpsPort === 443 ? "" : `:${httpsPort}`;
    return `server {
    listen ${httpsPort} ssl http2;
    server_name ${host};

    ssl_certificate ${certificate.replaceAll("{host}", host)};
    ssl_certificate_key ${certificateKey.replaceAll("{host}", host)};
    ssl_protocols TLSv1.2 TLSv1.3;

    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
    add_header X-Content-Type-Options nosniff always;
    add_header X-Frame-Options DENY always;

${locations}
}

server {
    listen ${httpPort};
    server_name ${host};
    # 308 keeps the method: a POST that became a GET would be refused.
    return 308 https://$host${port}$request_uri;
}
`;
}

function locationsOf(server: ProxiedServer): string[] {
    const published = server.route.paths.map(({ path, exact }) => location(server, exact ? `= ${path}` : path));
    return [...published, ...health(server)];
}

function location(server: ProxiedServer, match: string): string {
    const { streamIdleSeconds } = server.times;
    return `    location ${match} {
        proxy_pass http://${upstreamName(server)};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        # Events leave as they come, and a silent stream stays open.
        proxy_buffering off;
        proxy_request_buffering off;
        proxy_cache off;
        proxy_read_timeout ${streamIdleSeconds}s;
        proxy_send_timeout ${streamIdleSeconds}s;
        # A tool call that failed may have done its work: it is not sent twice.
        proxy_next_upstream off;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }`;
}

function health(server: ProxiedServer): string[] {
    if (server.livenessPath === undefined) return [];
    return [
        `    location = ${healthPath(server)} {
        proxy_pass http://${upstreamName(server)}${server.livenessPath};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        access_log off;
    }`,
    ];
}
