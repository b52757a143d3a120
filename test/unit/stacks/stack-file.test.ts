import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { rawConfig } from "../../../stacks/raw-config";
import { readStackFile } from "../../../stacks/stack-file";

describe("a stack's file", () => {
    let directory: string;
    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "stack-file-"));
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    function read(config: object) {
        const file = join(directory, "Pulumi.test.yaml");
        writeFileSync(file, stringify({ config }));
        return readStackFile(file);
    }

    it("hides secure values and says which they are", () => {
        const { values, secretKeys } = read({ "mcp-eks:token": { secure: "v1:abc" }, "aws:region": "eu-central-1" });
        assert.deepEqual(secretKeys, ["mcp-eks:token"]);
        assert.deepEqual(values, { "mcp-eks:token": "(secret)", "aws:region": "eu-central-1" });
    });

    for (const [what, servers] of Object.entries({
        "a server that is named secure": { secure: { image: { context: "." } } },
        "a server that is named secure beside another": { secure: { path: "/a/mcp" }, demo: { path: "/b/mcp" } },
        "a setting that is named secure beside another": { demo: { settings: { secure: "yes", LOG_LEVEL: "info" } } },
    })) {
        it(`takes ${what} for no secure value, as the engine does`, () => {
            const config = read({ "mcp-eks:servers": servers });
            assert.deepEqual(config.secretKeys, []);
            const raw = rawConfig(config, "test", directory);
            assert.deepEqual(raw.servers, servers);
            assert.equal(raw.stateOf("servers"), "plain");
        });
    }

    it("takes a block with a secure value in it for secret as a whole", () => {
        const config = read({ "mcp-eks:servers": { demo: { settings: { KEY: { secure: "v1:abc" } } } } });
        assert.equal(rawConfig(config, "test", directory).stateOf("servers"), "secret");
    });
});
