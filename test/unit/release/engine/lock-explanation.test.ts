import assert from "node:assert/strict";
import { lockExplanation, lockHolders } from "../../../../release/engine/lock-explanation";
import type { Host } from "../../../../release/recovery/locks";

const since = "2026-11-20T17:00:00Z";
const now = new Date("2026-11-20T17:02:05Z");
const began = Date.parse("2026-11-20T16:59:58Z");

const diy = (
    host: string,
) => `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end \
or delete the lock file with \`pulumi cancel\`.
  file:///state/.pulumi/locks/organization/mcp-eks/prod/4f.json: created by ada@${host} (pid 4711) at ${since}`;

function explanation(text: string, here: Partial<Host> = {}): string {
    const host: Host = { hostname: "here", processBegan: () => began, ...here };
    return lockExplanation("prod", lockHolders(text) ?? [], host, now);
}

describe("a lock of another run", () => {
    it("is told apart from other failures", () => {
        assert.equal(lockHolders("error: update failed"), undefined);
        assert.deepEqual(lockHolders(diy("here")), [
            { username: "ada", hostname: "here", pid: 4711, timestamp: since },
        ]);
        assert.deepEqual(lockHolders("error: [409] Conflict: Another update is currently in progress."), []);
    });

    it("is explained by who holds it since when, and to be waited for while that run lives", () => {
        assert.equal(
            explanation(diy("here")),
            [
                'Stack "prod" is being changed by another run; this one has changed nothing.',
                `  ada@here, process 4711, since ${since} (2m 05s): it is running`,
                "Wait until it ends, or end it there with Ctrl-C; then run this again.",
            ].join("\n"),
        );
    });

    it("is to be cleared when its process is gone from this machine, or another one has its number", () => {
        for (const processBegan of [() => undefined, () => Date.parse("2026-11-20T17:01:00Z")]) {
            const text = explanation(diy("here"), { processBegan });
            assert.match(text, /: it is not there any more\n/);
            assert.match(text, /`release up prod` clears it .*`pulumi cancel --yes --stack prod` takes the lock away/);
        }
    });

    it("is not to be cleared lightly when it is another machine's, or nobody says whose", () => {
        assert.match(explanation(diy("there")), /on another machine\nWait until it ends\. Only if you know/);
        assert.match(
            explanation("[409] Conflict: Another update is currently in progress"),
            /nothing\.\nWait until it ends\. Only if/,
        );
    });
});
