import assert from "node:assert/strict";
import { type ExternalSecret, externalSecretVerdict } from "../../../../release/verify/checks/secrets";
import type { Attempt } from "../../../../release/verify/finding";

const told = ({ verdict, found }: Attempt) => `${verdict}: ${found}`;

describe("verifying an ExternalSecret", () => {
    const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
    const synced = (change: { generation?: number; changedAt?: number; ready?: string } = {}): ExternalSecret => ({
        metadata: {
            generation: change.generation ?? 2,
            managedFields: [
                { manager: "pulumi-kubernetes", time: at(change.changedAt ?? 3) },
                { manager: "external-secrets", time: at(8) },
                { manager: "other", subresource: "status", time: at(9) },
            ],
        },
        status: {
            conditions: [
                { type: "Ready", status: change.ready ?? "True", reason: "SecretSyncedError", message: "no such key" },
            ],
            refreshTime: at(5),
            syncedResourceVersion: "2-abc",
        },
    });

    it("passes when it was synced since it was changed", () => {
        assert.equal(told(externalSecretVerdict("s", synced())), "ok: s synced at 2026-01-01T00:00:05.000Z");
    });

    it("fails when it is not synced, not since it was changed, or not there", () => {
        assert.match(
            told(externalSecretVerdict("s", synced({ ready: "False" }))),
            /failed: .*SecretSyncedError: no such key/,
        );
        assert.match(told(externalSecretVerdict("s", synced({ generation: 3 }))), /failed: .* was not synced since/);
        assert.match(told(externalSecretVerdict("s", synced({ changedAt: 6 }))), /failed: .* was not synced since/);
        assert.match(told(externalSecretVerdict("s", { metadata: {} })), /failed: .* nothing was done with it yet/);
        assert.equal(externalSecretVerdict("s", undefined).settled, true);
    });
});
