import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "smol-toml";
import { contexts } from "../../../local/addresses";
import { ourResults } from "../../../local/cluster/cni";
import { containerdConfig, registryHostConfig } from "../../../local/cluster/containerd";
import { apiServerArgs, controllerManagerArgs, schedulerArgs } from "../../../local/cluster/control-plane";
import { readConditions } from "../../../local/cluster/crds";
import { kubeProxyConfig } from "../../../local/cluster/kube-proxy";
import { kubeconfig } from "../../../local/cluster/kubeconfig";
import { pauseProgram } from "../../../local/cluster/pause-program";
import { certificateArgs } from "../../../local/cluster/pki";
import { isInPod, isShim } from "../../../local/cluster/pod-processes";
import { installationProblem } from "../../../local/packages";
import { paths } from "../../../local/paths";

describe("sandbox's program", () => {
    it("runs until it is killed", async function () {
        if (process.platform !== "linux") this.skip();
        const directory = mkdtempSync(join(tmpdir(), "pause-"));
        try {
            const file = join(directory, "pause");
            writeFileSync(file, pauseProgram(process.arch), { mode: 0o755 });
            const child = spawn(file, { stdio: "ignore" });
            const exit = once(child, "exit");
            await Promise.race([exit, sleep(200)]);
            assert.equal(child.exitCode ?? child.signalCode, null);
            child.kill("SIGTERM");
            assert.deepEqual(await exit, [null, "SIGTERM"]);
        } finally {
            rmSync(directory, { recursive: true });
        }
    });

    it("names the machines that it knows when it is asked for another", () => {
        assert.throws(() => pauseProgram("s390x"), /runs on x64, arm64; this machine is s390x/);
    });
});

describe("certificates", () => {
    const authority = { certificate: "ca.crt", key: "ca.key" };

    it("carry a client's user and group in the subject", () => {
        const args = certificateArgs(
            { authority: "ca", commonName: "system:node:n", organization: "system:nodes" },
            authority,
        );
        assert.equal(args[args.indexOf("-subj") + 1], "/O=system:nodes/CN=system:node:n");
        assert.ok(!args.some((arg) => arg.includes("serverAuth")));
    });

    it("carry a server's names", () => {
        const args = certificateArgs(
            { authority: "ca", commonName: "s", serverNames: ["IP:127.0.0.1", "DNS:s"] },
            authority,
        );
        assert.ok(args.includes("subjectAltName=IP:127.0.0.1,DNS:s"));
        assert.ok(args.some((arg) => arg.includes("serverAuth")));
    });
});

describe("kubeconfig", () => {
    it("has a context for each stack, all of the one cluster, and is set to the first", () => {
        const credentials = {
            certificateAuthority: Buffer.from("authority"),
            certificate: Buffer.from("certificate"),
            key: Buffer.from("key"),
        };
        const config = kubeconfig("https://10.0.0.1:6443", "admin", Object.values(contexts), credentials) as {
            "current-context": string;
            clusters: { name: string; cluster: Record<string, string> }[];
            contexts: { name: string; context: { cluster: string } }[];
        };
        assert.equal(config["current-context"], contexts.dev);
        assert.deepEqual(
            config.contexts.map(({ name }) => name),
            ["mcp-dev", "mcp-staging", "mcp-prod"],
        );
        assert.ok(config.contexts.every(({ context }) => context.cluster === config.clusters[0]?.name));
        assert.equal(config.clusters[0]?.cluster["certificate-authority-data"], "YXV0aG9yaXR5");
    });
});

describe("what the cluster's programs listen on", () => {
    const outside = /0\.0\.0\.0|\[?::\]?/;
    const loopbackOrOwn = /^(127\.0\.0\.1|10\.245\.0\.1)$/;

    it("is loopback or the node's own address", () => {
        for (const args of [apiServerArgs(), controllerManagerArgs(), schedulerArgs()]) {
            const bind = args.find((arg) => arg.startsWith("--bind-address="))?.split("=")[1];
            assert.match(bind ?? "(none)", loopbackOrOwn);
            assert.ok(!args.some((arg) => outside.test(arg)));
        }
    });

    it("keeps node ports off the machine's other addresses", () => {
        const { nodePortAddresses } = kubeProxyConfig() as { nodePortAddresses: string[] };
        assert.deepEqual(nodePortAddresses, ["10.245.0.1/32"]);
    });
});

describe("container runtime", () => {
    it("asks the local registry without TLS", () => {
        assert.deepEqual(registryHostConfig("localhost:5000"), {
            server: "http://localhost:5000",
            host: { "http://localhost:5000": { capabilities: ["pull", "resolve"] } },
        });
    });

    it("keeps its sockets and mounts out of the system's containerd's places", async () => {
        const { stringify } = await import("smol-toml");
        const text = stringify(containerdConfig({ sandboxImage: "pause:1", snapshotter: "overlayfs" }));
        assert.doesNotMatch(text, /"\/(var\/lib|run)\/containerd/);
        const { grpc } = parse(text) as { grpc: { address: string } };
        assert.equal(grpc.address, paths.containerdSocket);
    });
});

describe("processes to end", () => {
    it("are those in a pod's cgroup, in both versions of cgroups", () => {
        assert.ok(isInPod("5:memory:/kubepods/burstable/pod1/abc\n1:name=systemd:/kubepods/burstable/pod1/abc\n0::/"));
        assert.ok(isInPod("0::/kubepods/besteffort/pod1/abc\n"));
        assert.ok(!isInPod("0::/system.slice/kubelet.service\n"));
        assert.ok(!isInPod("0::/docker/kubepods/pod1\n"));
    });

    it("are the shims of our containerd and no other's", () => {
        const shim = (address: string) =>
            ["/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io", "-id", "1", "-address", address, ""].join(
                "\0",
            );
        assert.ok(isShim(shim(paths.containerdSocket)));
        assert.ok(isShim(shim(paths.containerdSocket), "k8s.io"));
        assert.ok(!isShim(shim(paths.containerdSocket), "moby"));
        assert.ok(!isShim(shim("/run/containerd/containerd.sock")));
    });
});

describe("custom resource definitions", () => {
    it("are served once they are established, not when they were just made", () => {
        const condition = (status: string) =>
            `a.b=[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"${status}"}]`;
        assert.deepEqual(readConditions(condition("True")), ["a.b", true]);
        assert.deepEqual(readConditions(condition("False")), ["a.b", false]);
        assert.deepEqual(readConditions("a.b="), ["a.b", false]);
    });
});

describe("records of the pods' network devices", () => {
    it("are removed for our pods and kept for others'", () => {
        const names = ["mcp-eks-1a-eth0", "cni-loopback-1a-lo", "cni-loopback-2b-lo", "podman-2b-eth0"];
        assert.deepEqual(ourResults(names), ["mcp-eks-1a-eth0", "cni-loopback-1a-lo"]);
    });
});

describe("missing packages", () => {
    const missing = [
        { package: "docker.io", program: "dockerd" },
        { package: "ipset", program: "ipset" },
    ];

    it("are installed by root where there is apt-get", () => {
        assert.equal(installationProblem(missing, { root: true, aptGet: true }), undefined);
    });

    it("are named with the command to install them when it is not root who runs this", () => {
        const problem = installationProblem(missing, { root: false, aptGet: true });
        assert.match(problem ?? "", /missing programs: dockerd, ipset\..*sudo apt-get install docker\.io ipset/);
    });

    it("are named where there is no apt-get", () => {
        const problem = installationProblem(missing, { root: true, aptGet: false });
        assert.match(problem ?? "", /missing programs: dockerd, ipset\..*this system's package tool/);
    });
});
