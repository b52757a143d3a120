import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../local/paths";
import { platformSchema, serverSchema } from "../../../stacks/schema";
import { releaseSchema } from "../../../stacks/schema/release";
import { keyPaths } from "../stacks/schema-paths";

/** Rows of the table: what, keys, files. */
const rows = readFileSync(join(repositoryDir, "docs", "tested.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("test.ts"))
    .map((line) => line.split(" | ").map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "")));

describe("docs/tested.md", () => {
    it("names test files that are there", () => {
        const missing = rows
            .flatMap((row) => row[2] ?? [])
            .filter((file) => !existsSync(join(repositoryDir, "test", file)));
        assert.deepEqual(missing, []);
    });

    it("names keys that are there", () => {
        const keys = new Set([
            ...keyPaths(platformSchema),
            ...keyPaths(serverSchema),
            ...keyPaths(releaseSchema, "mcp-eks:release"),
        ]);
        const isOther = (name: string) => name.startsWith("npm run ") || existsSync(join(repositoryDir, name));
        const unknown = rows.flatMap((row) => row[1] ?? []).filter((name) => !keys.has(name) && !isOther(name));
        assert.deepEqual(unknown, []);
    });
});
