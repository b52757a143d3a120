import assert from "node:assert/strict";
import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import type { DeployedServer } from "../../../../release/deployed";
import { rolloutVerdict } from "../../../../release/verify/checks/rollout";
import type { Attempt } from "../../../../release/verify/finding";

const told = ({ verdict, found }: Attempt) => `${verdict}: ${found}`;

describe("verifying a rollout", () => {
    const image = `registry.example/demo@sha256:${"a".repeat(64)}`;
    const server = { objectName: "demo-mcp", namespace: "mcp", image } as DeployedServer;
    const podSpec = (of: string) => ({
        containers: [
            { name: "proxy", image: "proxy:1" },
            { name: "demo-mcp", image: of },
        ],
    });
    const deployment = (change: { status?: object; spec?: object; image?: string } = {}): V1Deployment => ({
        metadata: { generation: 3 },
        spec: { replicas: 2, selector: {}, template: { spec: podSpec(change.image ?? image) }, ...change.spec },
        status: { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...change.status },
    });
    const pod = (name: string, of = image, ready = "True"): V1Pod => ({
        metadata: { name },
        spec: podSpec(of),
        status: { conditions: [{ type: "Ready", status: ready }] },
    });
    const pods = [pod("one"), pod("two")];

    it("passes when every pod runs the digest and is ready", () => {
        assert.equal(
            told(rolloutVerdict(server, deployment(), pods)),
            `ok: 2 pods run registry.example/demo@sha256:${"a".repeat(12)}`,
        );
    });

    it("fails at once when another image was deployed, nothing was, or nothing can be", () => {
        const attempts = [
            rolloutVerdict({ ...server, image: undefined }, deployment(), pods),
            rolloutVerdict(server, undefined, []),
            rolloutVerdict(server, deployment({ image: "demo:latest" }), pods),
            rolloutVerdict(server, deployment({ spec: { paused: true } }), pods),
            rolloutVerdict(server, deployment({ spec: { replicas: 0 } }), []),
        ];
        assert.deepEqual(
            attempts.map(({ verdict, settled }) => [verdict, settled]),
            attempts.map(() => ["failed", true]),
        );
        assert.match(told(attempts[2] as Attempt), /has image demo:latest, and the stack deployed/);
    });

    it("waits for the controller, for new pods, and for old ones to go", () => {
        const waiting = (status: object) => rolloutVerdict(server, deployment({ status }), pods);
        const attempts = [
            waiting({ observedGeneration: 2 }),
            waiting({ updatedReplicas: 1 }),
            waiting({ replicas: 3 }),
            waiting({ availableReplicas: 1 }),
        ];
        assert.deepEqual(
            attempts.map(({ verdict, settled = false }) => [verdict, settled]),
            attempts.map(() => ["failed", false]),
        );
        assert.equal(told(attempts[2] as Attempt), "failed: 2 of 2 pods available, 2 up to date, 1 old still there");
    });

    it("ends when Kubernetes gave the rollout up", () => {
        const conditions = [
            { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" },
        ];
        assert.deepEqual(rolloutVerdict(server, deployment({ status: { conditions } }), pods).settled, true);
    });

    it("names pods that the Service leads to and that run something else or are not ready", () => {
        assert.equal(
            told(rolloutVerdict(server, deployment(), [...pods, pod("stray", "other:1")])),
            "failed: pods run another image: stray (other:1)",
        );
        const waiting = { reason: "ImagePullBackOff", message: "no such image" };
        const unready = pod("two", image, "False");
        unready.status = { ...unready.status, containerStatuses: [{ state: { waiting } }] } as never;
        assert.equal(
            told(rolloutVerdict(server, deployment(), [pod("one"), unready])),
            "failed: 1 of 2 pods ready: two (ImagePullBackOff: no such image)",
        );
    });
});
