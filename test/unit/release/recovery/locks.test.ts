import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { backendFolder, lockFiles, removeLock } from "../../../../release/recovery/lock-files";
import { type LockHolder, lockHolder, lockVerdict } from "../../../../release/recovery/locks";
import { thisHost } from "../../../../release/recovery/processes";
import { removeTornNotes } from "../../../../release/recovery/torn-files";

const holder: LockHolder = { pid: 7, username: "ann", hostname: "here", timestamp: "2026-11-20T17:00:00.5Z" };
const locked = Date.parse(holder.timestamp);
const host = (began: number | undefined) => ({ hostname: "here", processBegan: () => began });

describe("a lock of a stack", () => {
    it("is dead when its process is gone, or is another one with the same id", () => {
        assert.deepEqual(lockVerdict(holder, host(undefined)), {
            holder: "dead",
            because: "there is no process 7 any more",
        });
        assert.equal(lockVerdict(holder, host(locked + 3000)).holder, "dead");
    });

    it("is alive while the process is there that took it", () => {
        assert.equal(lockVerdict(holder, host(locked - 60_000)).holder, "alive");
        // Clocks of processes are coarse.
        assert.equal(lockVerdict(holder, host(locked + 900)).holder, "alive");
    });

    it("of another machine is judged by nobody here", () => {
        assert.deepEqual(lockVerdict({ ...holder, hostname: "there" }, host(undefined)), { holder: "elsewhere" });
    });

    it("is what Pulumi writes, and nothing else", () => {
        assert.deepEqual(lockHolder(JSON.stringify(holder)), holder);
        for (const text of ["", "{", "{}", '"x"', JSON.stringify({ ...holder, pid: "7" })]) {
            assert.equal(lockHolder(text), undefined, text);
        }
    });

    it("is found in a backend of files, and taken away alone", () => {
        const directory = mkdtempSync(join(tmpdir(), "mcp-eks-locks-"));
        try {
            const folder = join(directory, ".pulumi", "locks", "organization", "mcp-eks", "prod");
            mkdirSync(folder, { recursive: true });
            for (const name of ["a.json", "b.json"]) writeFileSync(join(folder, name), JSON.stringify(holder));
            const find = () => lockFiles(`file://${directory}?no_tmp_dir=true`, "/", "mcp-eks", "prod");
            const [first] = find();
            assert.deepEqual(first, { file: join(folder, "a.json"), holder });
            if (first) removeLock(first);
            assert.deepEqual(
                find().map(({ file }) => file),
                [join(folder, "b.json")],
            );
            assert.deepEqual(lockFiles(`file://${directory}`, "/", "mcp-eks", "other"), []);
        } finally {
            rmSync(directory, { recursive: true });
        }
    });

    it("is looked for where Pulumi keeps it, and nowhere in a bucket", () => {
        assert.equal(backendFolder("file://~", "/project"), homedir());
        assert.equal(backendFolder("file://~/states", "/project"), join(homedir(), "states"));
        assert.equal(backendFolder("file://./states", "/project"), "/project/states");
        assert.equal(backendFolder("file:///var/states", "/project"), "/var/states");
        assert.equal(backendFolder("s3://bucket", "/project"), undefined);
    });
});

describe("the notes beside a state that a killed run has cut off", () => {
    it("are taken away, unless a run may be writing them", () => {
        const directory = mkdtempSync(join(tmpdir(), "mcp-eks-torn-"));
        try {
            const file = (...path: string[]) => join(directory, ".pulumi", ...path);
            mkdirSync(file("stacks", "mcp-eks"), { recursive: true });
            mkdirSync(file("locks", "organization", "mcp-eks", "prod"), { recursive: true });
            const [notes, backup] = [".attrs", ".bak.attrs"].map((end) => file("stacks", "mcp-eks", `prod.json${end}`));
            writeFileSync(notes ?? "", "");
            writeFileSync(backup ?? "", '{"md5":"x"}');
            const kept = { backendUrl: `file://${directory}`, projectDir: "/", project: "mcp-eks", stack: "prod" };
            const lock = file("locks", "organization", "mcp-eks", "prod", "a.json");
            const living = { ...holder, pid: process.pid, hostname: hostname(), timestamp: new Date().toISOString() };
            writeFileSync(lock, JSON.stringify(living));
            assert.equal(removeTornNotes(kept), false);
            writeFileSync(lock, JSON.stringify({ ...living, timestamp: "2001-01-01T00:00:00Z" }));
            assert.equal(removeTornNotes(kept), true);
            assert.deepEqual([existsSync(notes ?? ""), existsSync(backup ?? "")], [false, true]);
            assert.equal(removeTornNotes(kept), false);
        } finally {
            rmSync(directory, { recursive: true });
        }
    });
});

describe("a process of this machine", () => {
    it("began before now, and is gone when it has ended", async () => {
        const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
            stdio: ["pipe", "ignore", "ignore"],
        });
        await once(child, "spawn");
        const pid = child.pid ?? 0;
        const began = thisHost.processBegan(pid);
        assert.ok(began !== undefined && Math.abs(began - Date.now()) < 10_000, `it began at ${began}`);
        child.kill("SIGKILL");
        await once(child, "exit");
        assert.equal(thisHost.processBegan(pid), undefined);
    });
});
