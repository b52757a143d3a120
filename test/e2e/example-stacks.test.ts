import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryDir } from "../../local/paths";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const directory = join(repositoryDir, "examples", "stacks");

interface Config {
    "mcp-eks:servers": Record<string, { secrets?: Record<string, { fromConfig?: string }> }>;
}

/** Keys of the secret values that the servers of an example name. */
const secretKeys = (config: Config) =>
    Object.values(config["mcp-eks:servers"])
        .flatMap(({ secrets = {} }) => Object.values(secrets))
        .flatMap(({ fromConfig }) => (fromConfig === undefined ? [] : [fromConfig]));

describe("the example stacks", function () {
    this.timeout(20 * minutes);
    const files = readdirSync(directory).filter((file) => file.endsWith(".yaml"));

    for (const file of files) {
        it(`${file} previews as a whole stack`, async () => {
            const { config } = parse(readFileSync(join(directory, file), "utf8")) as { config: Config };
            const stack = await TestStack.create(`example-${file.replace(".yaml", "")}`);
            try {
                stack.configure(...Object.entries(config).map(([key, value]) => [[key], value] as [string[], unknown]));
                for (const key of secretKeys(config)) await stack.setSecret(key, "a value for the preview");
                const { text } = succeeded(await stack.preview());
                for (const server of Object.keys(config["mcp-eks:servers"])) {
                    assert.match(text, new RegExp(`mcp-eks:index:McpServer: \\(create\\)[\\s\\S]*::${server}\\]`));
                }
            } finally {
                await stack.cleanUp();
            }
        });
    }
});
