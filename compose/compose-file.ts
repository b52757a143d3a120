import { quantity } from "../components/model/quantity";
import type { ComposeServer } from "./server";

const redisImage = "redis:7-alpine";
const redisUrl = "redis://redis:6379";

/** A docker-compose.yaml of servers on one machine: each on loopback only, for a proxy or a local client to reach. */
export function composeFile(servers: ComposeServer[], { redis }: { redis: boolean }) {
    return {
        name: "mcp-servers",
        services: {
            ...Object.fromEntries(servers.map((server) => [server.name, service(server, redis)])),
            ...(redis && { redis: redisService }),
        },
        volumes: Object.fromEntries(volumeNames(servers, redis).map((name) => [name, {}])),
    };
}

const volumeNames = (servers: ComposeServer[], redis: boolean) => [
    ...servers.flatMap((server) => server.volumeNames),
    ...(redis ? ["redis-data"] : []),
];

/** Variable of the machine's environment that a server's secret is taken from: two servers' secrets stay apart. */
export const secretVariable = ({ name }: ComposeServer, variable: string) =>
    `${name.toUpperCase().replaceAll("-", "_")}_${variable}`;

/** A `.env` to fill in. */
export function environmentTemplate(servers: ComposeServer[]): string {
    const lines = servers.flatMap((server) =>
        server.secretVariables.map((variable) => `${secretVariable(server, variable)}=`),
    );
    return ["# Secrets of the servers. Copy to .env, fill in, and keep it out of version control.", ...lines, ""].join(
        "\n",
    );
}

function service(server: ComposeServer, redis: boolean) {
    const { build, image, entrypoint, command, mounts, hostPort, port, limits, times } = server;
    return {
        ...(build && { build }),
        ...(image !== undefined && { image }),
        platform: server.platform,
        ...(entrypoint && { entrypoint }),
        ...(command && { command }),
        // Loopback: what is published on all addresses bypasses the machine's firewall.
        ports: [`127.0.0.1:${hostPort}:${port}`],
        environment: environment(server, redis),
        ...(redis && { depends_on: { redis: { condition: "service_healthy" } } }),
        restart: "unless-stopped",
        stop_grace_period: `${times.terminationGraceSeconds}s`,
        // Process 1 passes SIGTERM on and reaps what a server starts.
        init: true,
        user: server.user,
        read_only: true,
        tmpfs: ["/tmp", ...server.emptyPaths],
        ...(mounts.length > 0 && { volumes: mounts }),
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        cpus: quantity(limits.cpu),
        mem_limit: quantity(limits.memory),
        ...(server.livenessPath !== undefined && { healthcheck: healthcheck(port, server.livenessPath) }),
    };
}

function environment(server: ComposeServer, redis: boolean): Record<string, string> {
    const secrets = server.secretVariables.map((variable) => {
        const outside = secretVariable(server, variable);
        return [variable, `\${${outside}:?secret ${variable} of server ${server.name}}`];
    });
    return {
        ...(redis && { REDIS_URL: redisUrl }),
        ...Object.fromEntries(Object.entries(server.environment).map(([name, value]) => [name, literal(value)])),
        ...Object.fromEntries(secrets),
    };
}

/** Compose reads a dollar sign as the beginning of a variable. */
const literal = (value: string) => value.replaceAll("$", "$$$$");

function healthcheck(port: number, path: string) {
    const test = ["CMD-SHELL", healthCommand(`http://127.0.0.1:${port}${path}`)];
    return { test, interval: "30s", timeout: "3s", retries: 3, start_period: "30s" };
}

/** By whatever the image brings: slim images of Python and Node.js have no curl. */
function healthCommand(url: string): string {
    const attempts = [
        `curl -fsS -o /dev/null ${url}`,
        `wget -q -O /dev/null ${url}`,
        `node -e "fetch('${url}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"`,
        `python3 -c "import urllib.request; urllib.request.urlopen('${url}', timeout=2)"`,
    ];
    return attempts.map((attempt) => `${attempt} 2>/dev/null`).join(" || ");
}

const redisService = {
    image: redisImage,
    restart: "unless-stopped",
    user: "999:1000",
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    volumes: ["redis-data:/data"],
    healthcheck: { test: ["CMD", "redis-cli", "ping"], interval: "10s", timeout: "3s", retries: 3 },
};
