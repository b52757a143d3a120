import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { kubectl, objects } from "../support/kubectl";
import { succeeded, TestStack } from "../support/stack";
import { eachBuildsOnTheLast } from "../support/steps";

const minutes = 60_000;
const server = ["mcp-eks:servers", "demo"];
const deployment = "deployment/demo-mcp";
const settingsFile = "/etc/mcp/config.yaml";

describe("a server's pods, as its arguments say", function () {
    this.timeout(20 * minutes);
    eachBuildsOnTheLast(this);
    let stack: TestStack;

    const field = (path: string) => kubectl("get", deployment, "-n", stack.namespace, "-o", `jsonpath={${path}}`);
    const counts = async () => [await field(".spec.replicas"), await field(".status.availableReplicas")];
    const inPod = (...command: string[]) => kubectl("exec", "-n", stack.namespace, deployment, "--", ...command);
    const up = async (...settings: Parameters<TestStack["configure"]>) => {
        stack.configure(...settings);
        return succeeded(await stack.up());
    };

    before("a server with files, volumes and a user of its own", async () => {
        stack = await TestStack.create("workload");
        stack.configure(
            [[...server, "path"], "/workload/mcp"],
            [[...server, "scaling"], { minReplicas: 3, maxReplicas: 6, targetMemoryPercent: 80 }],
            [[...server, "security"], { userId: 10_001 }],
            [[...server, "settingsFiles"], { [settingsFile]: "level: info\n" }],
            [[...server, "volumes"], [{ name: "cache", mountPath: "/var/cache/mcp", emptyDir: { sizeLimit: "16Mi" } }]],
            [
                [...server, "health"],
                { startup: { kind: "tcp" }, readiness: { periodSeconds: 2, initialDelaySeconds: 1 } },
            ],
            [
                [...server, "scheduling"],
                { tolerations: [{ operator: "Exists" }], nodeSelector: { "kubernetes.io/os": "linux" } },
            ],
            [[...server, "timeouts"], { preStopSeconds: 1, drainSeconds: 1, terminationGraceSeconds: 15 }],
        );
        succeeded(await stack.up());
    });

    after(() => stack?.cleanUp());

    it("are as many as the autoscaler's least number when up ends", async () => {
        assert.deepEqual(await counts(), ["3", "3"]);
    });

    it("stay as many as the autoscaler makes them, whatever up changes", async () => {
        await kubectl("scale", deployment, "-n", stack.namespace, "--replicas=4");
        await kubectl("rollout", "status", deployment, "-n", stack.namespace, "--timeout=240s");
        await up([[...server, "settings", "LOG_LEVEL"], "debug"]);
        assert.equal(await field(".spec.replicas"), "4");
        succeeded(await stack.up());
        assert.deepEqual(Object.keys(await stack.lastChanges()), ["same"]);
    });

    it("run as the user that is named, and write where they may", async () => {
        assert.equal((await inPod("id", "-u")).trim(), "10001");
        await inPod("touch", "/var/cache/mcp/written", "/tmp/written");
        await assert.rejects(inPod("touch", "/etc/mcp/written"), /Read-only file system/);
    });

    it("have a file of settings, and roll when it changes", async () => {
        assert.equal(await inPod("cat", settingsFile), "level: info");
        const before = (await objects("pods", "-n", stack.namespace)).map(({ metadata }) => metadata.name);
        await up([[...server, "settingsFiles", settingsFile], "level: debug\n"]);
        assert.equal(await inPod("cat", settingsFile), "level: debug");
        const after = (await objects("pods", "-n", stack.namespace, "--field-selector=status.phase=Running"))
            .filter(({ metadata }) => !("deletionTimestamp" in metadata))
            .map(({ metadata }) => metadata.name);
        assert.deepEqual(
            after.filter((name) => before.includes(name)),
            [],
        );
    });

    it("are taken back from the autoscaler when their number is fixed, and given again", async () => {
        await up([[...server, "scaling"], undefined], [[...server, "replicas"], 1]);
        assert.deepEqual(await objects("hpa", "-n", stack.namespace), []);
        // Pulumi deletes last, so the autoscaler may have set its own number meanwhile.
        succeeded(await stack.up("--refresh"));
        assert.equal(await field(".spec.replicas"), "1");
        await up([[...server, "replicas"], undefined]);
        assert.equal((await objects("hpa", "-n", stack.namespace)).length, 1);
        // The autoscaler's first look comes after 15 seconds.
        await kubectl("wait", "--for=jsonpath={.spec.replicas}=2", deployment, "-n", stack.namespace, "--timeout=240s");
    });

    it("let the node be drained, also of the only one", async () => {
        await up([[...server, "replicas"], 1]);
        const alive = async () =>
            (await objects("pods", "-n", stack.namespace)).filter(({ metadata }) => !("deletionTimestamp" in metadata));
        for (let tries = 0; (await alive()).length > 1 && tries < 60; tries++) await pause(1000);
        const [pod] = await alive();
        assert.ok(pod);
        const eviction = {
            apiVersion: "policy/v1",
            kind: "Eviction",
            metadata: { name: pod.metadata.name, namespace: stack.namespace },
        };
        const path = `/api/v1/namespaces/${stack.namespace}/pods/${pod.metadata.name}/eviction`;
        const { exitCode, stderr } = await execa("kubectl", ["create", "--raw", path, "-f", "-"], {
            input: JSON.stringify(eviction),
            reject: false,
        });
        assert.equal(exitCode, 0, stderr);
    });

    it("keep a client where its session is, in the era of sessions", async () => {
        await up([[...server, "era"], "legacy"], [[...server, "replicas"], 3]);
        const address = await kubectl(
            "get",
            "service",
            "demo-mcp",
            "-n",
            stack.namespace,
            "-o",
            "jsonpath={.spec.clusterIP}",
        );
        const marks = Array.from({ length: 12 }, (_, index) => `sticky-${index}`);
        for (const mark of marks) {
            // A connection of its own for each, as kept ones stay with their pod anyway.
            const headers = ["-H", `x-request-id: ${mark}`, "-H", "connection: close"];
            await execa("curl", ["-sf", ...headers, `http://${address}:8000/ready`]);
        }
        const pods = await objects("pods", "-n", stack.namespace, "--field-selector=status.phase=Running");
        const logs = await Promise.all(
            pods.map(({ metadata }) => kubectl("logs", metadata.name, "-n", stack.namespace)),
        );
        const answered = logs.map((log) => marks.filter((mark) => log.includes(`"${mark}"`)).length);
        assert.deepEqual(
            answered.filter((count) => count > 0),
            [marks.length],
        );
    });
});
