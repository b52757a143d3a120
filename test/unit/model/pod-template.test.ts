import assert from "node:assert/strict";
import { podSecurityLabels } from "../../../components/model/pod-security";
import { podTemplate } from "../../../components/model/pod-template";
import { timeouts } from "../../../components/model/timeouts";

const template = podTemplate({
    server: "demo",
    image: "registry/demo@sha256:abc",
    port: 8000,
    serviceAccountName: "demo-mcp",
    environment: { PORT: "8000" },
    extras: { envFrom: [{ secretRef: { name: "demo-mcp-secrets" } }] },
    health: { readinessPath: "/health/ready" },
    times: timeouts({ terminationGraceSeconds: 120 }),
});
const { spec } = template;
const [container] = spec.containers;

describe("pod template", () => {
    it("satisfies Pod Security restricted", () => {
        assert.equal(spec.securityContext.runAsNonRoot, true);
        assert.deepEqual(spec.securityContext.seccompProfile, { type: "RuntimeDefault" });
        assert.equal(container?.securityContext.allowPrivilegeEscalation, false);
        assert.deepEqual(container?.securityContext.capabilities, { drop: ["ALL"] });
    });

    it("can write to /tmp only, and not without end", () => {
        assert.equal(container?.securityContext.readOnlyRootFilesystem, true);
        assert.deepEqual(container?.volumeMounts, [{ name: "tmp", mountPath: "/tmp" }]);
        assert.deepEqual(spec.volumes, [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }]);
    });

    it("runs as the user and group that images are built for", () => {
        const { runAsUser, runAsGroup, fsGroup } = spec.securityContext;
        assert.deepEqual([runAsUser, runAsGroup, fsGroup], [1000, 1000, 1000]);
    });

    it("mounts no token of the Kubernetes API", () => assert.equal(spec.automountServiceAccountToken, false));

    it("probes life and readiness by different handlers, both by the port's name", () => {
        const { livenessProbe, readinessProbe } = JSON.parse(JSON.stringify(container));
        assert.deepEqual(livenessProbe.httpGet, { path: "/health", port: "http" });
        assert.deepEqual(readinessProbe.httpGet, { path: "/health/ready", port: "http" });
        assert.deepEqual(container?.ports, [{ name: "http", containerPort: 8000, protocol: "TCP" }]);
    });

    it("gives a slow start a minute before it is restarted", () => {
        const { periodSeconds = 0, failureThreshold = 0 } = container?.startupProbe ?? {};
        assert.equal(periodSeconds * failureThreshold, 60);
    });

    it("lets the pod end in the time that its timeouts say", () =>
        assert.equal(spec.terminationGracePeriodSeconds, 120));

    it("limits all three resources and requests them too", () => {
        for (const amounts of [container?.resources.requests, container?.resources.limits]) {
            assert.deepEqual(Object.keys(amounts ?? {}), ["cpu", "memory", "ephemeral-storage"]);
        }
    });

    it("prefers nodes apart, but starts all pods on the only node there is", () => {
        assert.deepEqual(Object.keys(spec.affinity.podAntiAffinity), [
            "preferredDuringSchedulingIgnoredDuringExecution",
        ]);
        assert.equal(spec.topologySpreadConstraints[0]?.whenUnsatisfiable, "ScheduleAnyway");
    });
});

describe("namespace labels", () => {
    it("enforce, warn of and note what is not restricted", () => {
        const labels = podSecurityLabels();
        for (const mode of ["enforce", "warn", "audit"]) {
            assert.equal(labels[`pod-security.kubernetes.io/${mode}`], "restricted");
        }
    });
});
