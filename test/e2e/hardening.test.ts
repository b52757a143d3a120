import assert from "node:assert/strict";
import { execa } from "execa";
import { nodeBaseImage } from "../../local/addresses";
import { kubectl, objects } from "../support/kubectl";
import { applied, apply, connects, testPod } from "../support/pods";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const clients = "e2e-hardening-clients";

describe("a server with defaults", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    let service: string;

    before("a server that admits one kind of client", async () => {
        stack = await TestStack.create("hardening");
        const server = ["mcp-eks:servers", "demo"];
        stack.configure(
            [[...server, "path"], "/hardening/mcp"],
            [[...server, "network"], { clients: [{ namespace: clients, podLabels: { app: "gateway" } }] }],
        );
        succeeded(await stack.up());
        service = `demo-mcp.${stack.namespace}.svc.cluster.local`;
        await kubectl("create", "namespace", clients);
        for (const name of ["gateway", "stranger"]) await applied(testPod(clients, name, { app: name }));
        await kubectl("wait", "--for=condition=Ready", "pods", "--all", "-n", clients, "--timeout=240s");
    });

    after(async () => {
        await kubectl("delete", "namespace", clients, "--ignore-not-found");
        await stack?.cleanUp();
    });

    it("is reached by the clients that are named", async () => {
        assert.equal(await connects(clients, "gateway", service, 8000), true);
    });

    it("is not reached by other pods", async () => {
        assert.equal(await connects(clients, "stranger", service, 8000), false);
    });

    it("resolves names, and reaches nothing else inside the cluster", async () => {
        const [pod] = await objects("pods", "-n", stack.namespace);
        assert.ok(pod);
        const resolve = `require("dns").lookup("kubernetes.default.svc.cluster.local", (error) => process.exit(error ? 1 : 0))`;
        await kubectl("exec", "-n", stack.namespace, pod.metadata.name, "--", "node", "-e", resolve);
        assert.equal(
            await connects(stack.namespace, pod.metadata.name, "kubernetes.default.svc.cluster.local", 443),
            false,
        );
    });

    it("is in a namespace that refuses pods which are not restricted", async () => {
        const pod = {
            ...testPod(stack.namespace, "privileged", {}),
            spec: { containers: [{ name: "root", image: nodeBaseImage, securityContext: { privileged: true } }] },
        };
        const { exitCode, stderr } = await apply(pod);
        assert.notEqual(exitCode, 0);
        assert.match(stderr, /violates PodSecurity "restricted/);
    });

    it("cannot write to its root file system, runs as uid 1000, and has no API token", async () => {
        const run = (...command: string[]) =>
            execa("kubectl", ["exec", "-n", stack.namespace, "deployment/demo-mcp", "--", ...command], {
                reject: false,
            });
        assert.match((await run("touch", "/etc/written")).stderr, /Read-only file system/);
        assert.equal((await run("touch", "/tmp/written")).exitCode, 0);
        assert.equal((await run("id", "-u")).stdout, "1000");
        assert.notEqual((await run("ls", "/var/run/secrets/kubernetes.io")).exitCode, 0);
    });
});
