import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { ensureDaemon, logFile, recordFile, runningPid, stopDaemon } from "../../../local/process/daemon";
import { isFree, portHolders } from "../../../local/process/ports";

const name = `test-daemon-${process.pid}`;
const sleeper = {
    name,
    command: process.execPath,
    args: ["-e", "setInterval(() => {}, 1000)"],
    ready: async () => true,
};

describe("a daemon", () => {
    afterEach(async () => {
        await stopDaemon(name);
        rmSync(logFile(name), { force: true });
    });

    it("is started once, and left alone while it runs with the same command", async () => {
        await ensureDaemon(sleeper);
        const pid = runningPid(name);
        await ensureDaemon(sleeper);
        assert.ok(pid);
        assert.equal(runningPid(name), pid);
    });

    it("is started anew when its command changed", async () => {
        await ensureDaemon(sleeper);
        const pid = runningPid(name);
        await ensureDaemon({ ...sleeper, args: ["-e", "setInterval(() => {}, 2000)"] });
        assert.ok(runningPid(name));
        assert.notEqual(runningPid(name), pid);
    });

    it("is stopped by its pid, also when it ignores SIGTERM", async () => {
        const deaf = "process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)";
        await ensureDaemon({ ...sleeper, args: ["-e", deaf] });
        await stopDaemon(name, 0.5);
        assert.equal(runningPid(name), undefined);
    });

    it("is stopped also when another command starts it anew meanwhile", async () => {
        const slow = "process.on('SIGTERM', () => setTimeout(() => process.exit(), 300)); setInterval(() => {}, 1000)";
        await ensureDaemon({ ...sleeper, args: ["-e", slow] });
        const stopping = stopDaemon(name);
        rmSync(recordFile(name));
        await ensureDaemon(sleeper);
        await stopping;
    });

    it("that ends before it is ready fails with the end of its log", async () => {
        const broken = {
            ...sleeper,
            args: ["-e", "console.log('no such disk'); process.exit(3)"],
            ready: async () => false,
        };
        await assert.rejects(ensureDaemon(broken), /ended before it was ready;[\s\S]*no such disk/);
    });
});

describe("a busy port", () => {
    it("is told with the process that holds it", async () => {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as { port: number };
        assert.equal(await isFree(port), false);
        assert.deepEqual(
            portHolders(port).map(({ pid }) => pid),
            [process.pid],
        );
        await new Promise((resolve) => server.close(resolve));
        assert.equal(await isFree(port), true);
    });
});
