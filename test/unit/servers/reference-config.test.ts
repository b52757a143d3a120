import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseSettings, defineServer } from "../../../servers/runtime/serve";
import { authSettingsOf } from "../../../servers/runtime/settings/auth";
import { readSettings } from "../../../servers/runtime/settings/settings";
import { type DemoServer, startRuntime, toolCallRequest } from "../../support/demo-server";

/** What servers in Python are told by many guides, for a server that has a database as theirs have. */
describe("servers: a configuration that was written for another server", () => {
    const page = "https://chat.example.com";
    let directory: string;
    before(() => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-reference-"));
    });
    after(() => rmSync(directory, { recursive: true }));

    const database = {
        DATABASE_URL: "postgresql://orders:secret@localhost:5432/orders",
        DB_POOL_SIZE: 20,
        DB_MAX_OVERFLOW: 15,
        DB_ECHO: false,
    };

    it("is taken as environment variables", () => {
        const variables = {
            MCP_SERVER_NAME: "orders-mcp",
            MCP_SERVER_HOST: "127.0.0.1",
            MCP_SERVER_PORT: "8000",
            MCP_TRANSPORT: "streamable-http",
            AUTH_SERVER_URL: "https://login.example.com",
            AUTH_ISSUER_URL: "https://login.example.com",
            RESOURCE_SERVER_URL: "https://orders.example.com",
            REQUIRED_SCOPES: "orders,read",
            DATABASE_URL: database.DATABASE_URL,
            DB_POOL_SIZE: "20",
            DB_MAX_OVERFLOW: "15",
            REDIS_URL: "redis://localhost:6379/0",
            REDIS_MAX_CONNECTIONS: "50",
            LOG_LEVEL: "INFO",
            LOG_FORMAT: "json",
            ALLOWED_ORIGINS: `${page},https://ide.example.com`,
            CORS_MAX_AGE: "3600",
            METRICS_ENABLED: "true",
            METRICS_PORT: "9090",
        };
        const { config, own } = readSettings(variables, databaseSettings, "orders");
        assert.deepEqual(own, database);
        assert.deepEqual(
            { ...authSettingsOf(config), audiences: undefined, introspection: undefined, jwksUrl: undefined },
            {
                issuer: variables.AUTH_ISSUER_URL,
                serverUrl: variables.AUTH_SERVER_URL,
                resource: variables.RESOURCE_SERVER_URL,
                audiences: undefined,
                introspection: undefined,
                jwksUrl: undefined,
                requiredScopes: ["orders", "read"],
                clockSkewSeconds: 60,
                cacheSeconds: 300,
            },
        );
        const { MCP_SERVER_NAME, HOST, PORT, REDIS_URL, REDIS_MAX_CONNECTIONS, LOG_LEVEL, METRICS_PORT } = config;
        assert.deepEqual(
            { MCP_SERVER_NAME, HOST, PORT, REDIS_URL, REDIS_MAX_CONNECTIONS, LOG_LEVEL, METRICS_PORT },
            {
                MCP_SERVER_NAME: variables.MCP_SERVER_NAME,
                HOST: variables.MCP_SERVER_HOST,
                PORT: 8000,
                REDIS_URL: variables.REDIS_URL,
                REDIS_MAX_CONNECTIONS: 50,
                LOG_LEVEL: "info",
                METRICS_PORT: 9090,
            },
        );
        assert.deepEqual(config.ALLOWED_ORIGINS, [page, "https://ide.example.com"]);
    });

    describe("as a file", () => {
        let server: DemoServer | undefined;
        let told: unknown;
        const logFile = () => join(directory, "orders.log");
        before(async () => {
            const orders = defineServer({
                name: "orders",
                version: "1",
                settings: databaseSettings,
                open(settings) {
                    told = settings;
                    return { tools: [] };
                },
            });
            const CONFIG_FILE = join(directory, "config.yaml");
            writeFileSync(
                CONFIG_FILE,
                `
server:
  name: orders-mcp
  host: 127.0.0.1
  port: 0
  transport: streamable-http

auth:
  server_url: https://login.example.com
  issuer_url: https://login.example.com
  resource_server_url: https://orders.example.com
  required_scopes:
    - orders
    - read
  token_cache_ttl: 240

database:
  url: ${database.DATABASE_URL}
  pool_size: 20
  max_overflow: 15
  echo: false

redis:
  url: redis://localhost:6379/0
  max_connections: 50
  socket_timeout: 4

logging:
  level: INFO
  format: json
  handlers:
    - type: console
    - type: file
      filename: ${logFile()}

cors:
  allowed_origins:
    - ${page}
    - https://ide.example.com
  allowed_methods:
    - GET
    - POST
  expose_headers:
    - Mcp-Session-Id
    - WWW-Authenticate
  max_age: 7200

metrics:
  enabled: true
  port: 0
  path: /prometheus
`,
            );
            // The port is the file's.
            server = await startRuntime(orders, { CONFIG_FILE, PORT: "" });
        });
        after(() => server?.stop());

        it("reaches the server's own settings", () => assert.deepEqual(told, database));

        it("asks callers for tokens of the issuer", async () => {
            const response = await fetch(server?.url ?? "", toolCallRequest("none", {}));
            assert.equal(response.status, 401);
            assert.match(response.headers.get("www-authenticate") ?? "", /scope="orders read"/);
        });

        it("answers preflight requests as it says", async () => {
            const { headers } = await fetch(server?.url ?? "", { method: "OPTIONS", headers: { origin: page } });
            const allowed = ["allow-methods", "max-age", "expose-headers"];
            assert.deepEqual(
                allowed.map((name) => headers.get(`access-control-${name}`)),
                ["GET, POST", "7200", "Mcp-Session-Id, WWW-Authenticate"],
            );
        });

        it("has metrics where it says, by the name that it gives", async () => {
            const response = await fetch(`${server?.metricsOrigin}/prometheus`);
            assert.match(await response.text(), /server="orders-mcp"/);
        });

        it("logs to the file and the console", () => {
            const lines = readFileSync(logFile(), "utf8");
            assert.match(lines, /"msg":"listening"/);
            assert.equal(server?.logText(), lines);
        });
    });
});
