import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exclusively } from "../../../local/process/lock";
import { duration } from "../../../local/tools/build";
import { buildFlags, cacheKey, pinnedVersion } from "../../../local/tools/catalogue";
import { newEnough } from "../../../local/tools/go";

describe("local tools", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "mcp-eks-tools-"));
        writeFileSync(join(dir, "go.mod"), "module x\n\nrequire example.com/one v1.2.3\n");
        writeFileSync(join(dir, "go.sum"), "");
        writeFileSync(join(dir, "main.go"), "package main\n");
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    describe("cache key", () => {
        const key = () => cacheKey(dir, ["-trimpath"], "go1.26.8", "amd64");

        it("stays the same while nothing changes that goes into the build", () => {
            const before = key();
            writeFileSync(join(dir, "README.md"), "not built");
            assert.equal(key(), before);
            assert.match(before, /^[0-9a-f]{16}$/);
        });

        for (const file of ["go.mod", "go.sum", "main.go", "overlay/register.go"]) {
            it(`changes with ${file}`, () => {
                const before = key();
                mkdirSync(join(dir, "overlay"), { recursive: true });
                writeFileSync(join(dir, file), "changed");
                assert.notEqual(key(), before);
            });
        }

        it("changes with flags, Go version and architecture", () => {
            const keys = [
                key(),
                cacheKey(dir, [], "go1.26.8", "amd64"),
                cacheKey(dir, ["-trimpath"], "go1.27.0", "amd64"),
                cacheKey(dir, ["-trimpath"], "go1.26.8", "arm64"),
            ];
            assert.equal(new Set(keys).size, keys.length);
        });
    });

    describe("pinned version", () => {
        it("is read from a single requirement and from a block, past a replacement of the same module", () => {
            writeFileSync(
                join(dir, "go.mod"),
                "replace (\n\texample.com/two => example.com/fork v9.9.9\n)\n" +
                    "require example.com/one v1.2.3\nrequire (\n\texample.com/two v2.0.0 // indirect\n)\n",
            );
            assert.equal(pinnedVersion(dir, "example.com/one"), "v1.2.3");
            assert.equal(pinnedVersion(dir, "example.com/two"), "v2.0.0");
        });

        it("names the file when the module is not there", () => {
            assert.throws(
                () => pinnedVersion(dir, "example.com/three"),
                /go\.mod requires no module example\.com\/three/,
            );
        });

        it("becomes the version that Kubernetes reports", () => {
            assert.match(buildFlags("kubernetes").join(" "), /version\.gitVersion=v1\.\d+\.\d+$/);
        });
    });

    describe("Go toolchain", () => {
        for (const version of ["go1.26.4", "go1.26.8", "go1.27", "go1.30rc1", "go2.0"]) {
            it(`takes ${version}`, () => assert.ok(newEnough(version)));
        }
        for (const version of ["go1.19.8", "go1.25.11", "go1.26.3", ""]) {
            it(`refuses "${version}"`, () => assert.ok(!newEnough(version)));
        }
    });

    describe("lock", () => {
        it("lets one build wait until the other is done", async () => {
            const events: string[] = [];
            let finish = () => {};
            const first = exclusively(dir, () => new Promise<void>((resolve) => (finish = resolve)));
            const second = exclusively(dir, async () => void events.push("second runs"), {
                waiting: () => {
                    if (events.length === 0) setTimeout(finish, 20);
                    events.push("second waits");
                },
                pollMs: 10,
            });
            await Promise.all([first, second]);
            assert.equal(events[0], "second waits");
            assert.equal(events.at(-1), "second runs");
        });

        it("is free again after work that failed", async () => {
            const failing = exclusively(dir, () => Promise.reject(new Error("no such package")));
            await assert.rejects(failing, /no such package/);
            assert.equal(await exclusively(dir, async () => "built"), "built");
        });

        it("is taken over from a process that was killed", async () => {
            const hold = `require("node:net").createServer().listen("\\0" + process.argv[1], () => console.log("held"))`;
            const owner = spawn(process.execPath, ["-e", hold, dir], { stdio: ["ignore", "pipe", "inherit"] });
            await once(owner.stdout, "data");
            let waited = false;
            const waiting = () => {
                waited = true;
                owner.kill("SIGKILL");
            };
            assert.equal(await exclusively(dir, async () => "built", { waiting, pollMs: 10 }), "built");
            assert.ok(waited);
        });

        it("gives up waiting when aborted", async () => {
            const abort = new AbortController();
            await exclusively(dir, async () => {
                const waiting = () => abort.abort();
                const second = exclusively(dir, async () => assert.fail("ran"), { waiting, signal: abort.signal });
                await assert.rejects(second, { name: "AbortError" });
            });
        });
    });

    it("shows durations as people read them", () => {
        assert.deepEqual([0, 42_000, 72_000].map(duration), ["0s", "42s", "1m 12s"]);
    });
});
