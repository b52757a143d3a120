import assert from "node:assert/strict";
import type { KubeObject } from "../../../local/plugins/kubernetes/object";
import { readinessOf } from "../../../local/plugins/kubernetes/readiness";
import { judgeDeployment } from "../../../local/plugins/kubernetes/readiness/deployment";
import { judgeJob } from "../../../local/plugins/kubernetes/readiness/job";
import { judgePod } from "../../../local/plugins/kubernetes/readiness/pod";
import type { Properties } from "../../../local/plugins/shared";
import { condition, view } from "./support/readiness";

describe("kubernetes stand-in: readiness of a Deployment", () => {
    const deployment = (status: Properties, generation = 2): KubeObject => ({
        metadata: { name: "d", uid: "u", generation, annotations: { "deployment.kubernetes.io/revision": "2" } },
        spec: { replicas: 2 },
        status: { observedGeneration: 2, ...status },
    });
    const complete = {
        replicas: 2,
        updatedReplicas: 2,
        availableReplicas: 2,
        conditions: [condition("Available", "True"), condition("Progressing", "True", "NewReplicaSetAvailable")],
    };
    const replicaSet: KubeObject = {
        metadata: {
            name: "d-2",
            uid: "rs",
            ownerReferences: [{ uid: "u" }],
            annotations: { "deployment.kubernetes.io/revision": "2" },
        },
        status: { availableReplicas: 1 },
    };
    const brokenPod: KubeObject = {
        metadata: { name: "d-2-x", namespace: "ns", ownerReferences: [{ uid: "rs" }] },
        status: {
            conditions: [
                condition("PodScheduled", "True"),
                condition("Ready", "False", "ContainersNotReady", "containers with unready status: [app]"),
            ],
            containerStatuses: [
                { name: "app", ready: false, state: { waiting: { reason: "ErrImagePull", message: "not found" } } },
            ],
        },
    };

    it("is ready when the newest revision is rolled out and the old one gone", () => {
        assert.equal(judgeDeployment(view(deployment(complete))).ready, true);
    });

    it("is not ready before its controller has seen the change", () => {
        assert.equal(judgeDeployment(view(deployment(complete, 3))).ready, false);
    });

    it("is not ready while pods of the old revision are there", () => {
        assert.equal(judgeDeployment(view(deployment({ ...complete, replicas: 3 }))).ready, false);
    });

    it("tells progress, and why pods of the new revision do not start", () => {
        const status = {
            ...complete,
            updatedReplicas: 1,
            conditions: [condition("Available", "True"), condition("Progressing", "True", "ReplicaSetUpdated")],
        };
        const oldPod = { ...brokenPod, metadata: { name: "old", ownerReferences: [{ uid: "rs-1" }] } };
        const verdict = judgeDeployment(
            view(deployment(status), { replicaSets: [replicaSet], pods: [brokenPod, oldPod] }),
        );
        assert.match(
            verdict.status ?? "",
            /^Waiting for app ReplicaSet to be available \(1\/2 Pods available\): .*ErrImagePull/,
        );
        assert.deepEqual(verdict.reasons, [
            "Minimum number of Pods to consider the application live was not attained",
            "[Pod ns/d-2-x]: containers with unready status: [app] [ErrImagePull] not found",
        ]);
    });

    it("reports a missed progress deadline and what keeps pods from being created", () => {
        const status = {
            conditions: [
                condition(
                    "Available",
                    "False",
                    "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability.",
                ),
                condition("Progressing", "False", "ProgressDeadlineExceeded", "has timed out progressing."),
                condition("ReplicaFailure", "True", "FailedCreate", "violates PodSecurity"),
            ],
        };
        assert.deepEqual(judgeDeployment(view(deployment(status))).reasons, [
            "[ProgressDeadlineExceeded] has timed out progressing.",
            "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
            "[FailedCreate] violates PodSecurity",
            "Minimum number of live Pods was not attained",
        ]);
    });

    it("is not waited for where the program says so", () => {
        const object = {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
        };
        assert.equal(readinessOf(object, object), undefined);
    });
});

describe("kubernetes stand-in: readiness of pods and jobs", () => {
    it("says why a pod is not scheduled", () => {
        const pod = {
            metadata: { name: "p" },
            status: { conditions: [condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available")] },
        };
        assert.deepEqual(judgePod(pod).reasons, ["[Pod p]: [Unschedulable] 0/1 nodes are available"]);
    });

    it("says how a crashing container ended", () => {
        const pod = {
            metadata: { name: "p" },
            status: {
                conditions: [
                    condition("PodScheduled", "True"),
                    condition("Initialized", "True"),
                    condition("Ready", "False", "x", "unready"),
                ],
                containerStatuses: [
                    {
                        name: "app",
                        ready: false,
                        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
                        lastState: { terminated: { reason: "Error", exitCode: 3, finishedAt: "2026-01-01T00:00:00Z" } },
                    },
                ],
            },
        };
        assert.deepEqual(judgePod(pod).reasons, [
            '[Pod p]: unready [CrashLoopBackOff] back-off container "app" terminated at 2026-01-01T00:00:00Z (Error: exit code 3)',
        ]);
    });

    it("fails a Job at once that has used up its attempts", () => {
        const job = {
            metadata: { name: "j" },
            status: { startTime: "x", conditions: [condition("Failed", "True", "BackoffLimitExceeded", "gave up")] },
        };
        const verdict = judgeJob(job);
        assert.equal(verdict.failed, true);
        assert.deepEqual(verdict.reasons, ["[BackoffLimitExceeded] gave up"]);
    });

    it("waits for a Job to complete", () => {
        const status = { startTime: "x", active: 1 };
        assert.equal(judgeJob({ metadata: { name: "j" }, status }).ready, false);
        const complete = { ...status, conditions: [condition("Complete", "True")] };
        assert.equal(judgeJob({ metadata: { name: "j" }, status: complete }).ready, true);
    });
});

describe("kubernetes stand-in: readiness of a ValidatingAdmissionPolicy", () => {
    const policy = (status: Properties): KubeObject => ({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name: "p", generation: 2 },
        status,
    });
    const judged = (status: Properties) => readinessOf({}, policy(status))?.judge(view(policy(status)));

    it("waits until the types of this generation's expressions were checked", () => {
        assert.equal(judged({})?.ready, false);
        assert.equal(judged({ observedGeneration: 1, typeChecking: {} })?.ready, false);
        assert.equal(judged({ observedGeneration: 2, typeChecking: {} })?.ready, true);
    });

    it("fails at once for an expression that the API server warns about, and says which", () => {
        const warning = {
            fieldRef: "spec.validations[0].expression",
            warning: "apps/v1, Kind=Deployment: undefined field 'x'\n",
        };
        const verdict = judged({ observedGeneration: 2, typeChecking: { expressionWarnings: [warning] } });
        assert.deepEqual([verdict?.ready, verdict?.failed], [false, true]);
        assert.deepEqual(verdict?.reasons, [
            "spec.validations[0].expression: apps/v1, Kind=Deployment: undefined field 'x'",
        ]);
    });
});
