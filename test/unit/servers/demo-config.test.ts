import assert from "node:assert/strict";
import { readConfig } from "../../../servers/runtime/settings/settings";

describe("demo server: configuration", () => {
    it("listens where the Service expects it when nothing is set", () => {
        const { HOST, PORT, MCP_PATH } = readConfig({});
        assert.deepEqual({ HOST, PORT, MCP_PATH }, { HOST: "0.0.0.0", PORT: 8000, MCP_PATH: "/demo/mcp" });
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
