import assert from "node:assert/strict";
import { causesOf } from "../../../../release/diagnose/causes";
import { deployment, event, evidence, expecting, pod, said, waitingPod } from "./recorded";

describe("diagnose: what pods show", () => {
    it("is nothing when a server is well", () => assert.deepEqual(causesOf(evidence()), []));

    it("is the registry's answer, which the back-off hides", () => {
        const pods = [waitingPod("ImagePullBackOff", 'Back-off pulling image "r/x:1"')];
        const pulled = (message: string) =>
            said(
                evidence({ pods, events: [event("Failed", `Failed to pull image "r/x:1": ${message}`)] }),
                "image-pull",
            );
        assert.match(pulled("rpc error: code = NotFound desc = r/x:1: not found"), /the image is not in the registry/);
        assert.match(
            pulled("pull access denied, repository does not exist or may require authorization"),
            /asks for credentials.*pull\.secrets/s,
        );
        assert.match(pulled("no match for platform in manifest: not found"), /another architecture.*images\.platform/s);
        assert.match(pulled("dial tcp: lookup r on 10.0.0.2:53: no such host"), /do not reach the registry/);
    });

    it("is another image than the configuration's", () => {
        const asked = {
            ...deployment,
            spec: { template: { spec: { containers: [{ name: "demo-mcp", image: "other/demo@sha256:1" }] } } },
        };
        const of = expecting({ objects: { deployment: asked } }, { pods: [waitingPod("ErrImagePull", "not found")] });
        assert.match(
            said(of, "image-pull"),
            /changed by hand, the configuration says other\/demo.*pulumi up --refresh --stack prod/s,
        );
    });

    it("is a Secret or its key that is not there", () => {
        const missing = (message: string) =>
            said(
                evidence({ pods: [waitingPod("CreateContainerConfigError", message)], secretKeys: { app: ["user"] } }),
                "missing-configuration",
            );
        assert.match(missing('secret "demo-mcp-secrets" not found'), /secret "demo-mcp-secrets" is not there/);
        assert.match(
            missing("couldn't find key password in Secret mcp/app"),
            /Secret "app" has no key "password"\n.*\n.*\nits keys are user/s,
        );
        assert.match(missing("container has runAsNonRoot and image will run as root"), /security\.userId/);
    });

    it("is a volume of a Secret that is not there", () => {
        const pods = [waitingPod("ContainerCreating", "")];
        const events = [
            event(
                "FailedMount",
                'MountVolume.SetUp failed for volume "files" : secret "demo-mcp-secrets-files" not found',
            ),
        ];
        assert.match(
            said(evidence({ pods, events }), "missing-configuration"),
            /secret "demo-mcp-secrets-files" is not there/,
        );
    });

    const unplaced: Record<string, RegExp> = {
        "0/3 nodes are available: 3 Insufficient memory.": /no node has room.*resources\.requests/s,
        "0/3 nodes are available: 3 node(s) had untolerated taint {gpu: true}.": /taint.*scheduling\.tolerations/s,
        "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.":
            /scheduling\.zoneSpread: preferred/,
        '0/3 nodes are available: persistentvolumeclaim "data" not found.': /disk is not there/,
    };
    for (const [message, expected] of Object.entries(unplaced)) {
        it(`is why no node takes a pod: ${message}`, () => {
            const pending = pod({
                phase: "Pending",
                conditions: [{ type: "PodScheduled", status: "False", message }],
                containerStatuses: [],
            });
            assert.match(said(evidence({ pods: [pending] }), "pending"), expected);
        });
    }

    it("is who does not let the pods in", () => {
        const refused = (message: string) =>
            said(
                evidence({
                    pods: [],
                    replicaSets: [
                        {
                            metadata: { name: "demo-mcp-5d8" },
                            spec: {},
                            status: { conditions: [{ type: "ReplicaFailure", status: "True", message }] },
                        },
                    ],
                }),
                "admission-refused",
            );
        assert.match(
            refused('pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged'),
            /not "restricted"/,
        );
        assert.match(
            refused('admission webhook "validation.gatekeeper.sh" denied the request: no latest'),
            /"validation\.gatekeeper\.sh" refuses/,
        );
        assert.match(
            refused("ValidatingAdmissionPolicy 'pinned-images' with binding 'b' denied request: a tag"),
            /"pinned-images" refuses/,
        );
        assert.match(
            refused('error looking up service account mcp/demo-mcp: serviceaccount "demo-mcp" not found'),
            /ServiceAccount of the pods is not there/,
        );
    });

    it("is a probe that is refused, and the port that is listened on", () => {
        const unready = pod({
            conditions: [{ type: "PodScheduled", status: "True" }],
            containerStatuses: [{ name: "demo-mcp", ready: false, restartCount: 0, state: { running: {} } }],
        });
        const events = [
            event(
                "Unhealthy",
                'Startup probe failed: Get "http://10.1.0.5:8000/health": dial tcp 10.1.0.5:8000: connect: connection refused',
            ),
        ];
        const other = [{ pod: "demo-mcp-1", port: 3000, path: "/", status: 404, body: "" }];
        assert.match(
            said(evidence({ pods: [unready], events, podAnswers: other }), "probe"),
            /connection refused.*something does on 3000.*port: 3000/s,
        );
        const loopback = [{ pod: "demo-mcp-1", port: 8000, path: "/health", status: 200, body: "" }];
        assert.match(
            said(evidence({ pods: [unready], events, podAnswers: loopback }), "probe"),
            /listens on 127\.0\.0\.1 only/,
        );
    });

    it("is a rollout that does not go on beside what still runs", () => {
        const status = {
            replicas: 2,
            updatedReplicas: 1,
            readyReplicas: 1,
            availableReplicas: 1,
            conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
        };
        assert.match(said(evidence({ deployment: { ...deployment, status } }), "rollout"), /the rollout is stuck/);
    });

    it("is a container that its limit holds back, but not its start alone", () => {
        const held = (periods: number) =>
            said(
                evidence({ throttling: [{ pod: "demo-mcp-1", periods, throttledPeriods: periods / 2 }] }),
                "throttled",
            );
        assert.match(held(1000), /50 % of the 1000 periods/);
        assert.match(held(20), /^no throttled/);
    });
});
