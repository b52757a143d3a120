import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { McpServer, type McpServerArgs, Workload } from "../../components";
import { type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");

async function make(args: Partial<McpServerArgs>): Promise<RecordedProgram> {
    const all = { namespace: "tools", image: { context }, ...args };
    return (await record(() => new McpServer("github", all))).program;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const spec = (resource: RegisteredResource) => resource.inputs.spec as any;
// biome-ignore lint/suspicious/noExplicitAny: likewise
const metadata = (resource: RegisteredResource) => resource.inputs.metadata as any;
const template = (program: RecordedProgram) => spec(program.only("Deployment")).template;
const container = (program: RecordedProgram) => template(program).spec.containers[0];

describe("number of a server's pods", () => {
    it("begins at the autoscaler's least, and is the autoscaler's from then on", async () => {
        const deployment = (await make({ scaling: { minReplicas: 3 } })).only("Deployment");
        assert.equal(spec(deployment).replicas, 3);
        assert.deepEqual(deployment.ignoreChanges, ["spec.replicas"]);
        assert.equal(metadata(deployment).annotations, undefined);
    });

    it("is fixed without an autoscaler, and taken back from one that was there before", async () => {
        const program = await make({ replicas: 4 });
        const deployment = program.only("Deployment");
        assert.equal(spec(deployment).replicas, 4);
        assert.deepEqual(deployment.ignoreChanges, []);
        assert.equal(metadata(deployment).annotations["pulumi.com/patchForce"], "true");
        assert.deepEqual(program.all("HorizontalPodAutoscaler"), []);
    });

    it("lets a node be drained, also of the only pod", async () => {
        const { maxUnavailable, minAvailable } = spec((await make({ replicas: 1 })).only("PodDisruptionBudget"));
        assert.deepEqual([maxUnavailable, minAvailable], [1, undefined]);
    });

    it("follows memory and the pods' own metrics when told to", async () => {
        const podMetrics = [{ name: "mcp_concurrent_requests", averageValue: "20" }];
        const scaling = { targetMemoryPercent: 75, podMetrics, scaleDownAfterSeconds: 900 };
        const { metrics, behavior } = spec((await make({ scaling })).only("HorizontalPodAutoscaler"));
        assert.deepEqual(
            metrics.map(({ type }: { type: string }) => type),
            ["Resource", "Resource", "Pods"],
        );
        assert.equal(behavior.scaleDown.stabilizationWindowSeconds, 900);
    });
});

describe("era of a server", () => {
    it("makes one of sessions a single pod whose clients stay with it", async () => {
        const program = await make({ era: "legacy", timeouts: { streamIdleSeconds: 1200 } });
        assert.equal(spec(program.only("Deployment")).replicas, 1);
        const { sessionAffinity, sessionAffinityConfig } = spec(program.only("Service"));
        assert.deepEqual([sessionAffinity, sessionAffinityConfig.clientIP.timeoutSeconds], ["ClientIP", 1200]);
        assert.ok(
            container(program).env.some(
                ({ name, value }: Record<string, string>) => name === "MCP_ERA" && value === "legacy",
            ),
        );
    });

    it("lets any pod answer where there are none", async () => {
        assert.equal(spec((await make({ era: "modern" })).only("Service")).sessionAffinity, undefined);
    });
});

describe("pods of a server", () => {
    it("run as whom, where, and for as long as they are told", async () => {
        const program = await make({
            security: { userId: 10_001, writableRootReason: "it writes beside its code" },
            scheduling: { nodeSelector: { pool: "mcp" }, priorityClassName: "mcp", antiAffinity: "required" },
            timeouts: { preStopSeconds: 5 },
            health: { kind: "tcp", startup: { failureThreshold: 99 } },
            resources: { temporaryFiles: "16Mi" },
        });
        const pod = template(program).spec;
        assert.equal(pod.securityContext.runAsUser, 10_001);
        assert.equal(container(program).securityContext.readOnlyRootFilesystem, false);
        assert.ok(template(program).metadata.annotations["mcp-eks/writable-root-filesystem"]);
        assert.deepEqual([pod.nodeSelector, pod.priorityClassName], [{ pool: "mcp" }, "mcp"]);
        assert.deepEqual(Object.keys(pod.affinity.podAntiAffinity), ["requiredDuringSchedulingIgnoredDuringExecution"]);
        assert.equal(container(program).lifecycle.preStop.sleep.seconds, 5);
        assert.deepEqual(container(program).startupProbe.tcpSocket, { port: "http" });
        assert.equal(container(program).startupProbe.failureThreshold, 99);
        assert.equal(pod.volumes[0].emptyDir.sizeLimit, "16Mi");
    });

    it("start what they are told in place of the image's own", async () => {
        const { command, args } = container(await make({ command: ["python"], args: ["/app/server.py"] }));
        assert.deepEqual([command, args], [["python"], ["/app/server.py"]]);
    });

    it("start the bridge before a server of standard input and output", async () => {
        const { command, args } = container(await make({ stdio: { command: ["python", "server.py"] } }));
        assert.deepEqual(command, ["node", "/opt/mcp-bridge/bridge.mjs"]);
        assert.deepEqual(args, ["--", "python", "server.py"]);
    });

    it("see their volumes, and files of settings that roll them", async () => {
        const path = "/etc/mcp/config.yaml";
        const volumes = [{ name: "cache", mountPath: "/cache", emptyDir: { sizeLimit: "1Gi" } }];
        const one = await make({ settingsFiles: { [path]: "level: info" }, volumes });
        const other = await make({ settingsFiles: { [path]: pulumi.output("level: debug") }, volumes });
        const name = (program: RecordedProgram) => metadata(program.only("ConfigMap")).name;
        assert.notEqual(name(one), name(other));
        assert.deepEqual(one.only("ConfigMap").inputs.data, { "0-config.yaml": "level: info" });
        assert.deepEqual(
            container(one).volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath),
            ["/tmp", path, "/cache"],
        );
        assert.ok(JSON.stringify(template(one).spec.volumes).includes(name(one)));
    });
});

describe("network of a server", () => {
    it("has a port of the nodes, and lets in those who come by it", async () => {
        const program = await make({ nodePort: 31_101, network: { clients: [{ cidr: "10.20.0.0/24" }] } });
        const { type, ports } = spec(program.only("Service"));
        assert.deepEqual([type, ports[0].nodePort], ["NodePort", 31_101]);
        assert.deepEqual(spec(program.only("NetworkPolicy")).ingress[0].from[0], { ipBlock: { cidr: "10.20.0.0/24" } });
    });

    it("reaches the agent of Pod Identity when that is how it gets its role", async () => {
        const image = "registry/github@sha256:abc";
        const { program } = await record(
            () => new Workload("github", { namespace: "tools", image, identityKind: "podIdentity" }),
        );
        assert.match(JSON.stringify(spec(program.only("NetworkPolicy")).egress), /"169\.254\.170\.23\/32".*"port":80/);
    });
});
