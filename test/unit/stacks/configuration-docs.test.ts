import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policySchema } from "../../../policy/settings";
import { clusterSchema, platformSchema, serverSchema } from "../../../stacks/schema";
import { releaseSchema } from "../../../stacks/schema/release";
import { keyPaths } from "./schema-paths";

const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "configuration.md"), "utf8");

/** Keys in the tables of a section, up to the next section of the same rank. */
function documented(section: string): string[] {
    const [, text = ""] = page.split(`\n## \`${section}\`\n`);
    const [own = ""] = text.split("\n## ");
    return [...own.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key]) => key ?? "");
}

const serverKeys = keyPaths(serverSchema);
const ownKeys = (keys: string[]) => keys.filter((key) => !serverKeys.includes(key));

describe("docs/configuration.md", () => {
    const sections: Record<string, string[]> = {
        "mcp-eks:cluster": keyPaths(clusterSchema),
        "mcp-eks:platform": ownKeys(keyPaths(platformSchema)),
        "mcp-eks:servers": serverKeys,
        "mcp-eks:release": keyPaths(releaseSchema),
        "mcp-eks:policy": keyPaths(policySchema),
    };
    for (const [section, keys] of Object.entries(sections)) {
        it(`has every key of ${section} and no other`, () => {
            assert.deepEqual(documented(section).sort(), [...keys].sort());
        });
    }

    it("names the blocks that the platform shares with the servers", () => {
        const shared = new Set(
            keyPaths(platformSchema)
                .filter((key) => serverKeys.includes(key))
                .map((key) => key.split(".")[0]),
        );
        const [, paragraph = ""] = /\n((?:`\w+`, )+`\w+` and `\w+`) may stand here as well/.exec(page) ?? [];
        assert.deepEqual([...paragraph.matchAll(/`(\w+)`/g)].map(([, block]) => block).sort(), [...shared].sort());
    });
});
