import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { withSettings } from "../../../generate/reference/settings-table";
import { repositoryDir } from "../../../local/paths";
import { databaseSettings } from "../../../servers/runtime/settings/database";
import { settingsOf } from "../../../servers/runtime/settings/setting";
import { readConfig, readSettings, runtimeSettings } from "../../../servers/runtime/settings/settings";

describe("servers: settings", () => {
    let directory: string;
    before(() => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-settings-"));
    });
    after(() => rmSync(directory, { recursive: true }));

    /** Path of a configuration file with this text. */
    const file = (text: string) => {
        const path = join(directory, "config.yaml");
        writeFileSync(path, text);
        return path;
    };
    const messageOf = (read: () => unknown): string => {
        try {
            read();
        } catch (error) {
            return (error as Error).message;
        }
        throw new Error("nothing was refused");
    };

    it("takes values of the file, and of variables before them", () => {
        const CONFIG_FILE = file(`
server: { name: sums, port: 9000 }
logging: { level: INFO }
cors:
  allowed_origins:
    - https://chatgpt.com
    - https://claude.ai
metrics: { enabled: false }
`);
        const config = readConfig({ CONFIG_FILE, PORT: "9001" });
        assert.equal(config.PORT, 9001);
        assert.equal(config.MCP_SERVER_NAME, "sums");
        assert.equal(config.LOG_LEVEL, "info");
        assert.deepEqual(config.ALLOWED_ORIGINS, ["https://chatgpt.com", "https://claude.ai"]);
        assert.equal(config.METRICS_ENABLED, false);
    });

    it("takes a variable by its other name", () => {
        assert.equal(readConfig({ MCP_SERVER_PORT: "9000", MCP_SERVER_HOST: "127.0.0.1" }).PORT, 9000);
    });

    it("refuses two names of one setting that differ, and takes them when they agree", () => {
        const message = messageOf(() => readConfig({ PORT: "8000", MCP_SERVER_PORT: "9000" }));
        assert.match(message, /PORT="8000" and MCP_SERVER_PORT="9000": two names of one setting/);
        assert.equal(readConfig({ PORT: "8000", MCP_SERVER_PORT: "8000" }).PORT, 8000);
    });

    it("names all that is wrong, in variables and file, in one error", () => {
        const CONFIG_FILE = file("server: { port: http, nme: x }\nmetrics: { enabled: perhaps }\nPORT: 1\n");
        const message = messageOf(() => readConfig({ CONFIG_FILE, RATE_LIMIT: "100 a minute" }));
        for (const problem of [
            /server\.port="http" \(.*config\.yaml\): must be a whole number from 0 to 65535/,
            /server\.nme is no setting; did you mean server\.name\?/,
            /metrics\.enabled="perhaps" .*must be "true" or "false"/,
            /the key of PORT is server\.port/,
            /RATE_LIMIT="100 a minute": must look like "100\/minute"/,
        ]) {
            assert.match(message, problem);
        }
    });

    it("refuses a file that is not there or no YAML, without the text of it", () => {
        assert.match(
            messageOf(() => readConfig({ CONFIG_FILE: "/no/such.yaml" })),
            /CONFIG_FILE="\/no\/such.yaml": cannot be read \(ENOENT\)/,
        );
        const message = messageOf(() => readConfig({ CONFIG_FILE: file("redis: { url: hunter2\nserver: [") }));
        assert.match(message, /line \d+: not YAML/);
        assert.doesNotMatch(message, /hunter2/);
    });

    it("never shows a secret, wherever it is wrong", () => {
        const secret = "hunter2";
        const CONFIG_FILE = file(`redis: { url: 'http://:${secret}@redis' }\n`);
        for (const read of [
            () => readConfig({ REDIS_URL: `http://:${secret}@redis` }),
            () => readConfig({ CONFIG_FILE }),
            () => readConfig({ AUTH_CLIENT_SECRET: secret }),
            () =>
                readSettings(
                    { KEY: secret },
                    { KEY: z.enum(["a"], { error: ({ input }) => `${input}!` }).meta({ secret: true }) },
                    "keys",
                ),
        ]) {
            assert.doesNotMatch(messageOf(read), /hunter2/);
        }
        assert.match(
            messageOf(() => readConfig({ CONFIG_FILE })),
            /redis\.url .*must look like redis:/,
        );
    });

    it("reads a server's own settings from variables and file, and says what is missing", () => {
        const own = { NOTES_BUCKET: z.string(), NOTES_TTL_SECONDS: z.coerce.number().default(60) };
        const CONFIG_FILE = file("settings: { notes_ttl_seconds: 5 }\n");
        assert.deepEqual(readSettings({ CONFIG_FILE, NOTES_BUCKET: "b" }, own, "notes").own, {
            NOTES_BUCKET: "b",
            NOTES_TTL_SECONDS: 5,
        });
        const message = messageOf(() => readSettings({}, own, "notes"));
        assert.match(message, /NOTES_BUCKET \(in a file settings\.notes_bucket\): is needed, and not set/);
    });

    it("takes lists of mappings where a setting has them, and says which entry is wrong", () => {
        const handlers = (list: string) => () => readConfig({ CONFIG_FILE: file(`logging: { handlers: ${list} }\n`) });
        const log = join(directory, "server.log");
        assert.deepEqual(handlers(`[{ type: console }, { type: file, filename: ${log} }]`)().LOG_HANDLERS, [
            "console",
            `file:${log}`,
        ]);
        const message = messageOf(
            handlers("[console, { type: syslog }, { type: file }, { type: file, filename: /a.log, max_bytes: 1 }]"),
        );
        for (const problem of [
            /logging\.handlers\[1\]\.type: a handler has the type console, or the type file and a filename/,
            /logging\.handlers\[2\]\.filename: must be a path/,
            /logging\.handlers\[3\]: Unrecognized key: "max_bytes"/,
        ]) {
            assert.match(message, problem);
        }
        assert.match(
            messageOf(() => readConfig({ CONFIG_FILE: file("cors: { allowed_origins: [{ a: b }] }\n") })),
            /cors\.allowed_origins has a value, or a list of values; nothing below them/,
        );
    });

    it("refuses a log file that cannot be written to", () => {
        assert.match(
            messageOf(() => readConfig({ LOG_HANDLERS: `console,file:${directory}/missing/server.log` })),
            /LOG_HANDLERS=.*: "file:.*\/missing\/server\.log" cannot be written to/,
        );
    });

    it("tells a server without a database how one has the keys of it", () => {
        const CONFIG_FILE = file("database: { url: 'postgresql://u:hunter2@db/orders' }\n");
        const message = messageOf(() => readConfig({ CONFIG_FILE }));
        assert.match(message, /database is no setting; this server has no database, .* databaseSettings/);
        assert.doesNotMatch(message, /hunter2/);
        assert.equal(readSettings({ CONFIG_FILE }, databaseSettings, "orders").own.DB_POOL_SIZE, 5);
    });

    it("refuses a server's own setting of a name that the runtime has", () => {
        assert.match(
            messageOf(() => readSettings({}, { PORT: z.string() }, "notes")),
            /PORT is a setting of the runtime/,
        );
    });

    it("has a key of its own and a description for every setting", () => {
        const settings = settingsOf(runtimeSettings);
        assert.deepEqual(
            settings.filter(({ key, description }) => key.startsWith("settings.") || description === ""),
            [],
        );
        assert.equal(new Set(settings.map(({ key }) => key)).size, settings.length);
    });
});

describe("servers: settings in docs/servers.md", () => {
    it("are those that there are (npm run docs writes them)", () => {
        const page = readFileSync(join(repositoryDir, "docs", "servers.md"), "utf8");
        assert.equal(page, withSettings(page));
    });

    it("have those of a server's database", () => {
        const page = readFileSync(join(repositoryDir, "docs", "servers.md"), "utf8");
        const defaults = z.object(databaseSettings).parse({ DATABASE_URL: "postgresql://db/orders" });
        for (const { variable, key, description } of settingsOf(databaseSettings)) {
            const value = variable === "DATABASE_URL" ? "needed" : `\`${defaults[variable as keyof typeof defaults]}\``;
            assert.ok(page.includes(`| \`${variable}\` | ${key} | ${value} | ${description}`), variable);
        }
    });
});
