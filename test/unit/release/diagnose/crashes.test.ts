import assert from "node:assert/strict";
import type { ContainerStatus } from "../../../../release/diagnose/objects";
import { event, evidence, expecting, pod, said } from "./recorded";

const ended = (fields: Partial<ContainerStatus>, exitCode = 1) =>
    pod({
        conditions: [{ type: "PodScheduled", status: "True" }],
        containerStatuses: [
            {
                name: "demo-mcp",
                ready: false,
                restartCount: 4,
                state: { waiting: { reason: "CrashLoopBackOff" } },
                lastState: { terminated: { exitCode, reason: "Error" } },
                ...fields,
            },
        ],
    });
const logged = (...lines: string[]) => [{ pod: "demo-mcp-1", previous: true, lines }];

describe("diagnose: why containers end", () => {
    const crashes: Record<string, [lines: string[], expected: RegExp]> = {
        "a program for another processor": [
            ["exec /usr/bin/node: exec format error"],
            /another architecture.*images\.platform/s,
        ],
        "a variable, as Python says it": [
            ["KeyError: 'BRAVE_API_KEY'"],
            /BRAVE_API_KEY is missing.*secrets\.BRAVE_API_KEY/s,
        ],
        "a variable, as people say it": [
            ["Error: Missing required environment variable: SLACK_TOKEN"],
            /SLACK_TOKEN is missing/,
        ],
        "a write to the root": [
            ["Error: EROFS: read-only file system, mkdir '/app/cache'"],
            /writes where it may not.*volumes/s,
        ],
        "another user": [["Error: EACCES: permission denied, open '/srv/key'"], /security\.userId/],
        "a program that is not there": [['exec: "nod": executable file not found in $PATH'], /no such program or file/],
    };
    for (const [what, [lines, expected]] of Object.entries(crashes)) {
        it(`is found: ${what}`, () => {
            assert.match(said(evidence({ pods: [ended({})], logs: logged(...lines) }), "crash"), expected);
        });
    }

    it("does not take a variable that is there for a missing one", () => {
        const of = expecting(
            { settings: { LOG_LEVEL: "info" } },
            { pods: [ended({})], logs: logged("LOG_LEVEL is not set") },
        );
        assert.doesNotMatch(said(of, "crash"), /LOG_LEVEL is missing/);
    });

    it("takes it for a probe, not a crash, when a probe has the container ended; the log may know the port", () => {
        const events = [
            event("Killing", "Container demo-mcp failed startup probe, will be restarted"),
            event(
                "Unhealthy",
                'Startup probe failed: Get "http://10.1.0.5:8000/health": dial tcp: connect: connection refused',
            ),
        ];
        const logs = logged("Uvicorn running on http://0.0.0.0:3000 (Press CTRL+C to quit)");
        const of = evidence({ pods: [ended({}, 0)], events, logs });
        assert.match(said(of, "crash"), /^no crash/);
        assert.match(
            said(of, "probe"),
            /the startup probe fails: connection refused.*something does on 3000.*port: 3000/s,
        );
    });
});
