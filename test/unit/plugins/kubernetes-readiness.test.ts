import assert from "node:assert/strict";
import type { KubeObject } from "../../../local/plugins/kubernetes/object";
import { readinessOf } from "../../../local/plugins/kubernetes/readiness";
import { judgeDeployment } from "../../../local/plugins/kubernetes/readiness/deployment";
import { hasSettled } from "../../../local/plugins/kubernetes/readiness/follow";
import { judgeIngress } from "../../../local/plugins/kubernetes/readiness/ingress";
import { judgeJob } from "../../../local/plugins/kubernetes/readiness/job";
import { judgePod } from "../../../local/plugins/kubernetes/readiness/pod";
import { judgeService } from "../../../local/plugins/kubernetes/readiness/service";
import type { View } from "../../../local/plugins/kubernetes/readiness/verdict";
import { waitForReadiness } from "../../../local/plugins/kubernetes/readiness/wait-for";
import type { Properties } from "../../../local/plugins/shared";

const view = (object: KubeObject, related: Record<string, KubeObject[]> = {}, settled = true): View => ({
    object,
    related,
    secondsWaiting: 5,
    settled: () => settled,
});
const condition = (type: string, status: string, reason = "", message = ""): Properties => ({
    type,
    status,
    reason,
    message,
});

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

describe("kubernetes stand-in: readiness of a Service", () => {
    const service: KubeObject = {
        metadata: { name: "s" },
        spec: { type: "ClusterIP", clusterIP: "10.0.0.1", selector: { a: "b" } },
    };
    const endpoints = (subset: Properties): KubeObject[] => [{ metadata: { name: "s" }, subsets: [subset] }];

    it("is ready once its endpoints have settled and none is pending", () => {
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }] }) };
        assert.equal(judgeService(view(service, related, false)).ready, false);
        assert.equal(judgeService(view(service, related, true)).ready, true);
    });

    it("is ready without any pod, as the official provider has it", () => {
        assert.equal(judgeService(view(service, { endpoints: [] })).ready, true);
    });

    it("waits for pods that are getting ready", () => {
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }], notReadyAddresses: [{ ip: "2" }] }) };
        assert.equal(judgeService(view(service, related)).ready, false);
    });

    it("does not wait for pods where there can be none", () => {
        const specs: Properties[] = [
            { type: "ExternalName" },
            { clusterIP: "None", selector: { a: "b" } },
            { clusterIP: "10.0.0.1" },
        ];
        for (const spec of specs) {
            assert.equal(judgeService(view({ metadata: { name: "s" }, spec }, {}, false)).ready, true);
        }
    });

    it("waits for the address of a load balancer", () => {
        const balanced = { ...service, spec: { type: "LoadBalancer", selector: { a: "b" } } };
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }] }) };
        const verdict = judgeService(view(balanced, related));
        assert.equal(verdict.ready, false);
        assert.match(verdict.reasons.join(), /was not allocated an IP address/);
        const status = { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } };
        assert.equal(judgeService(view({ ...balanced, status }, related)).ready, true);
    });

    it("counts endpoints as settled ten seconds after a change, if none came after that", () => {
        assert.equal(hasSettled([], 100, 10), false);
        assert.equal(hasSettled([0], 9, 10), false);
        assert.equal(hasSettled([0], 10, 10), true);
        // As in the official provider, the timer of the first change ends the wait although another came in between.
        assert.equal(hasSettled([0, 5], 10, 10), true);
        assert.equal(hasSettled([0, 12], 13, 10), false);
    });
});

describe("kubernetes stand-in: readiness of an Ingress", () => {
    const backend = { backend: { service: { name: "web" } }, path: "/" };
    const ingress = (status: Properties): KubeObject => ({
        spec: { rules: [{ host: "a.test", http: { paths: [backend] } }] },
        status,
    });
    const addressed = { loadBalancer: { ingress: [{ hostname: "lb" }] } };
    const web: KubeObject[] = [{ metadata: { name: "web" } }];

    it("waits for its services, then for an address", () => {
        assert.match(judgeIngress(view(ingress({}), {}, false)).status ?? "", /^\[1\/3\]/);
        const noAddress = judgeIngress(view(ingress({}), { endpoints: web }, false));
        assert.match(noAddress.status ?? "", /^\[2\/3\]/);
        assert.match(noAddress.reasons.join(), /status\.loadBalancer/);
        assert.equal(judgeIngress(view(ingress(addressed), { endpoints: web }, false)).ready, true);
    });

    it("warns of a service that never came, and does not fail for it", () => {
        const verdict = judgeIngress(view(ingress(addressed), { endpoints: [{ metadata: { name: "other" } }] }, true));
        assert.equal(verdict.ready, true);
        assert.deepEqual(verdict.warnings, ['No matching service found for ingress rule: "a.test/" -> "web"']);
    });

    it("expects no endpoints of an ExternalName service", () => {
        const services = [{ metadata: { name: "web" }, spec: { type: "ExternalName" } }];
        assert.equal(judgeIngress(view(ingress(addressed), { services }, false)).ready, true);
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

describe("kubernetes stand-in: pulumi.com/waitFor", () => {
    const object = {
        metadata: { generation: 2 },
        status: {
            phase: "Synced",
            items: [{ state: "ok" }],
            conditions: [condition("Ready", "True"), condition("Stalled", "False", "Why", "because")],
        },
    };
    const judge = (annotation: string, of: KubeObject = object) => waitForReadiness(annotation).judge(view(of));

    it("waits for a condition, by default to be true", () => {
        assert.equal(judge("condition=Ready").ready, true);
        assert.equal(judge("condition=Stalled=False").ready, true);
        assert.deepEqual(judge("condition=Stalled").reasons, ["condition=Stalled: it is False (Why: because)"]);
        assert.match(judge("condition=Absent").reasons.join(), /no such condition yet/);
    });

    it("does not trust a condition of an older generation", () => {
        const stale = { ...object, status: { conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] } };
        assert.equal(judge("condition=Ready", stale).ready, false);
    });

    it("waits for a JSON path to exist, or to have a value", () => {
        assert.equal(judge("jsonpath={.status.phase}=Synced").ready, true);
        assert.equal(judge("jsonpath={.status.items[0].state}=ok").ready, true);
        assert.equal(judge("jsonpath={.status.phase}").ready, true);
        assert.equal(judge("jsonpath={.status.missing}").ready, false);
        assert.equal(judge("jsonpath={.status.phase}=Done").ready, false);
    });

    it("waits for all of a list", () => {
        assert.equal(judge('["condition=Ready","jsonpath={.status.phase}=Synced"]').ready, true);
        assert.equal(judge('["condition=Ready","condition=Stalled"]').ready, false);
    });
});
