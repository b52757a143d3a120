import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contextDigest, contextFiles } from "../../../local/plugins/docker/context-digest";

describe("digest of a build context", () => {
    let dir: string;
    const file = (path: string, text: string) => {
        mkdirSync(join(dir, path, ".."), { recursive: true });
        writeFileSync(join(dir, path), text);
    };
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "context-"));
        file("app/Dockerfile", "FROM scratch\n");
        file("app/main.js", "1\n");
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    const now = () => contextDigest(join(dir, "app"), join(dir, "app/Dockerfile"));

    it("changes with a name, a content, a mode and a link's target, and with nothing else", () => {
        const seen = [now()];
        const changes = [
            () => file("app/other.js", "1\n"),
            () => file("app/other.js", "2\n"),
            () => chmodSync(join(dir, "app/other.js"), 0o755),
            () => symlinkSync("main.js", join(dir, "app/link")),
        ];
        for (const change of changes) {
            change();
            assert.ok(!seen.includes(now()));
            seen.push(now());
        }
        assert.equal(now(), now());
    });

    it("follows the Dockerfile's own ignore file, and its exceptions", () => {
        file("app/.dockerignore", "main.js\n");
        file("app/Dockerfile.dockerignore", "# all but one\ndata\n!data/keep\n");
        file("app/data/keep", "");
        file("app/data/drop", "");
        const files = contextFiles(join(dir, "app"), join(dir, "app/Dockerfile"));
        assert.deepEqual(files, [".dockerignore", "Dockerfile", "Dockerfile.dockerignore", "data/keep", "main.js"]);
    });
});
