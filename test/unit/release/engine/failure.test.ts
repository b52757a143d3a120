import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { EngineFailed } from "../../../../release/engine/command";
import { explained } from "../../../../release/engine/failure";
import { mayBeTold } from "../../../../release/engine/told";
import { changedServer, policyEvent } from "../summary/recorded";

const update = { name: "update", stack: "prod", changes: true };

function diagnostic(message: string, severity = "error", urn?: string): EngineEvent {
    const event = { urn, message, severity: severity as "error", color: "never", prefix: "" };
    return { sequence: 0, timestamp: 0, diagnosticEvent: event };
}

const deployment = (events: EngineEvent[]) =>
    events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.type === "kubernetes:apps/v1:Deployment")
        ?.resourcePreEvent?.metadata.urn;

describe("failure of an operation", () => {
    it("is told by what went wrong with which resource, without the engine's word that something did", () => {
        const events = changedServer();
        events.push(
            diagnostic("<{%reset%}>rollout took more than 120 s<{%reset%}>\n", "error", deployment(events)),
            diagnostic("update failed"),
        );
        const { message, exitCode } = explained(new EngineFailed(255, "", "error: update failed"), events, update);
        assert.equal(exitCode, 1);
        assert.equal(
            message,
            'The update of "prod" failed:\n  Deployment demo: rollout took more than 120 s\n' +
                "`npm run release -- diagnose prod` looks for the cause in the cluster.",
        );
    });

    it("is told in the engine's words when it has no event for it", () => {
        const { message } = explained(
            new EngineFailed(255, "Updating (prod):\n", "error: passphrase is wrong"),
            [],
            update,
        );
        assert.equal(message, 'The update of "prod" failed:\n  passphrase is wrong');
    });

    it("has exit code 3 and the findings when a mandatory policy is violated", () => {
        const events = changedServer();
        const finding = (level: "mandatory" | "warning", name: string) =>
            policyEvent(events, "kubernetes:apps/v1:Deployment", name, level, "image has no digest");
        const error = new EngineFailed(255, "", "error: preview failed");
        const { message, exitCode } = explained(error, [...events, finding("mandatory", "pinned-images")], update);
        assert.equal(exitCode, 3);
        assert.match(
            message,
            /Policies refuse the update of "prod":\n {2}pinned-images: Deployment demo: image has no digest/,
        );
        assert.equal(explained(error, [...events, finding("warning", "pinned-images")], update).exitCode, 1);
    });

    it("has exit code 6 when another run holds the lock", () => {
        const text =
            "error: the stack is currently locked by 1 lock(s).\n  x: created by a@b (pid 1) at 2026-11-20T17:00:00Z";
        const { exitCode, details } = explained(new EngineFailed(255, "", text), [], update);
        assert.equal(exitCode, 6);
        assert.deepEqual(details.locks, [{ username: "a", hostname: "b", pid: 1, timestamp: "2026-11-20T17:00:00Z" }]);
    });

    it("says what deviates from a plan, and to preview again", () => {
        const events = [diagnostic("resource urn:x violates plan: properties changed: ~~data")];
        const { message } = explained(new EngineFailed(255, "", ""), events, { ...update, plan: "/tmp/plan.json" });
        assert.match(
            message,
            /not what \/tmp\/plan.json planned; .*\n {2}resource urn:x violates plan: properties changed/,
        );
        assert.match(message, /preview again with --save-plan, and apply that plan\.$/);
    });
});

describe("events of the engine", () => {
    it("are not told when they are for debugging it: they hold answers of providers with their secrets", () => {
        assert.equal(mayBeTold(diagnostic("Invoke RPC finished: password=x", "debug")), false);
        assert.equal(mayBeTold(diagnostic("deprecated", "warning")), true);
        assert.ok(changedServer().every(mayBeTold));
    });
});
