import assert from "node:assert/strict";
import { caddyFile } from "../../../compose/caddy";
import { nginxFile } from "../../../compose/nginx";
import { composeServer } from "./servers";

const ports = { httpPort: 80, httpsPort: 443 };
const certificates = { certificate: "/certs/{host}.crt", certificateKey: "/certs/{host}.key" };
const metadata = "/.well-known/oauth-protected-resource/issue-tracker/mcp";
const routed = (host: string, tls: boolean) => ({
    route: {
        host,
        tls,
        paths: [
            { path: "/issue-tracker/mcp", exact: false },
            { path: metadata, exact: true },
        ],
    },
});
const withTls = composeServer(routed("mcp.example.com", true));
const plain = composeServer({ ...routed("localhost", false), name: "s3", hostPort: 8001 });
const inside = composeServer({ route: undefined, name: "reports" });

describe("proxy files", () => {
    const nginx = nginxFile([withTls, plain, inside], { ...ports, ...certificates });
    const caddy = caddyFile([withTls, plain, inside], ports);

    it("have every path that the route publishes, below the endpoint as well", () => {
        assert.deepEqual(
            [...nginx.matchAll(/^ {4}location (.*) \{$/gm)].slice(0, 3).map(([, match]) => match),
            ["/issue-tracker/mcp", `= ${metadata}`, "= /health/issue-tracker"],
        );
        assert.match(caddy, new RegExp(`path /issue-tracker/mcp /issue-tracker/mcp/\\* ${metadata}$`, "m"));
    });

    it("have TLS for the hosts whose route has it, with the certificate of the host", () => {
        assert.match(nginx, /ssl_certificate \/certs\/mcp\.example\.com\.crt;/);
        assert.match(nginx, /listen 80;\n {4}server_name localhost;/);
        assert.match(caddy, /^mcp\.example\.com \{$/m);
        assert.match(caddy, /^http:\/\/localhost \{$/m);
    });

    it("leave out servers without a route", () => {
        assert.ok(!nginx.includes("reports") && !caddy.includes("reports"));
    });

    it("let streams be silent as long as the route does", () => {
        const seconds = withTls.times.streamIdleSeconds;
        assert.ok(nginx.includes(`proxy_read_timeout ${seconds}s;`) && caddy.includes(`read_timeout ${seconds}s`));
    });

    it("show no health of a server that is probed by TCP only", () => {
        const tcp = composeServer({ ...routed("localhost", false), livenessPath: undefined });
        const files = nginxFile([tcp], { ...ports, ...certificates }) + caddyFile([tcp], ports);
        assert.ok(!files.includes("/health/"));
    });
});
