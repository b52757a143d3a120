import assert from "node:assert/strict";
import { demo } from "../../../servers/demo/definition";
import { documents } from "../../../servers/documents/definition";
import { notes } from "../../../servers/notes/definition";
import { readConfig } from "../../../servers/runtime/settings/settings";

describe("demo server: configuration", () => {
    it("listens where the Service expects it when nothing is set", () => {
        const { HOST, PORT, MCP_PATH } = readConfig({}, "demo");
        assert.deepEqual({ HOST, PORT, MCP_PATH }, { HOST: "0.0.0.0", PORT: 8000, MCP_PATH: "/demo/mcp" });
    });

    it("has name and path by its definition, and by variables before that", () => {
        const named = (variables: Record<string, string>) => {
            const { MCP_SERVER_NAME, MCP_PATH } = readConfig(variables, "weather");
            return [MCP_SERVER_NAME, MCP_PATH];
        };
        assert.deepEqual(named({}), ["weather", "/weather/mcp"]);
        assert.deepEqual(named({ MCP_SERVER_NAME: "storms" }), ["storms", "/weather/mcp"]);
        assert.deepEqual(named({ MCP_PATH: "/mcp" }), ["weather", "/mcp"]);
    });

    it("has its folder's name in the definition", () => {
        for (const [folder, { name }] of Object.entries({ demo, documents, notes })) assert.equal(name, folder);
    });

    it("refuses a definition whose name no path can have", () => {
        assert.throws(() => readConfig({}, "my server"), /definition has the name "my server"; a name is letters/);
    });

    it("refuses one path for MCP and metrics, and paths of its own for either", () => {
        assert.throws(() => readConfig({ MCP_PATH: "/metrics" }), /MCP_PATH="\/metrics": must be another path/);
        assert.throws(() => readConfig({ METRICS_PATH: "/demo/mcp" }, "demo"), /MCP_PATH .*: must be another path/);
        assert.throws(() => readConfig({ METRICS_PATH: "/ready" }), /METRICS_PATH=.*: is a path of the server's own/);
        assert.equal(readConfig({ METRICS_PATH: "/m", MCP_PATH: "/metrics" }).MCP_PATH, "/metrics");
    });

    it("outlasts a load balancer's idle timeout of 60 seconds, on idle connections and on quiet streams", () => {
        const config = readConfig({});
        assert.ok(config.KEEP_ALIVE_SECONDS > 60);
        assert.ok(config.STREAM_KEEP_ALIVE_SECONDS < 60);
    });

    it("takes an empty variable as unset", () => {
        assert.equal(readConfig({ PORT: "" }).PORT, 8000);
    });

    it("names every variable that is wrong, with what was found", () => {
        const read = () =>
            readConfig({ PORT: "http", MCP_PATH: "mcp", ALLOWED_ORIGINS: "https://a.example/path", LOG_LEVEL: "loud" });
        assert.throws(read, (error: Error) => {
            for (const found of ['PORT="http"', 'MCP_PATH="mcp"', "is not an origin", 'LOG_LEVEL="loud"']) {
                assert.ok(error.message.includes(found), `${found} is not in: ${error.message}`);
            }
            return true;
        });
    });

    it("refuses to cut streams before the port is closed", () => {
        const read = () => readConfig({ DRAIN_SECONDS: "30", DRAIN_LIMIT_SECONDS: "10" });
        assert.throws(read, /DRAIN_LIMIT_SECONDS="10": must be at least DRAIN_SECONDS/);
    });
});
