import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { kubectl } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { applied, connects, podAddress, testPod } from "../support/pods";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const outside = "e2e-network-outside";
const collector = "e2e-network-collector";
/** RFC 5737: in no network, so public to a NetworkPolicy; the machine answers to it during the test. */
const publicAddress = "198.51.100.77";
const nodePort = 31_177;
const otlpPort = 4318;
const metricsPort = 9090;
const server = ["mcp-eks:servers", "demo"];

/** Takes traces on the port of OTLP and shows them in its log; 4317 is another port that is open. */
function collectorPod() {
    const script = `require("net").createServer((socket) => socket.end()).listen(4317);
        require("http").createServer((request, response) => {
            console.log(request.method, request.url, request.headers["content-type"]);
            request.on("data", (chunk) => console.log(chunk.toString("latin1"))).on("end", () => response.end());
        }).listen(${otlpPort});`;
    const pod = testPod(collector, "collector", { app: "collector" });
    const containers = pod.spec.containers.map((container) => ({ ...container, command: ["node", "-e", script] }));
    return { ...pod, spec: { ...pod.spec, containers } };
}

describe("a server's network, as its arguments say", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    let internet: Server;
    let database: string;

    const listenOnPublicAddress = async () => {
        await execa("ip", ["address", "replace", `${publicAddress}/32`, "dev", "lo"]);
        internet = createServer((socket) => socket.end());
        await new Promise<void>((resolve, reject) => {
            internet.once("error", reject);
            internet.listen(443, publicAddress, resolve);
        });
    };
    const reaches = (host: string, port: number) => connects(stack.namespace, "deployment/demo-mcp", host, port);

    before("a server with a database, a collector and clients by address", async () => {
        stack = await TestStack.create("network");
        await listenOnPublicAddress();
        for (const namespace of [outside, collector]) await kubectl("create", "namespace", namespace);
        await applied(
            testPod(outside, "caller", {}),
            testPod(outside, "neighbour", {}),
            testPod(outside, "database", {}, [5432, 6379]),
            collectorPod(),
            {
                apiVersion: "v1",
                kind: "Service",
                metadata: { name: "otlp", namespace: collector },
                spec: { selector: { app: "collector" }, ports: [{ port: otlpPort }] },
            },
        );
        for (const namespace of [outside, collector]) {
            await kubectl("wait", "--for=condition=Ready", "pods", "--all", "-n", namespace, "--timeout=240s");
        }
        database = await podAddress(outside, "database");
        stack.configure(
            [["mcp-eks:platform", "nodePorts"], { demo: nodePort }],
            [[...server, "path"], "/network/mcp"],
            // A role by IRSA would need STS, and with it public addresses.
            [[...server, "permissions"], undefined],
            [[...server, "telemetry"], { otlpEndpoint: `http://otlp.${collector}.svc.cluster.local:${otlpPort}` }],
            [
                [...server, "network"],
                {
                    clients: [{ cidr: `${await podAddress(outside, "caller")}/32` }],
                    egress: [{ cidr: `${database}/32`, ports: [5432] }],
                    monitoringNamespace: collector,
                },
            ],
            [[...server, "monitoring"], { port: metricsPort }],
        );
        succeeded(await stack.up());
    });

    after(async () => {
        internet?.close();
        await execa("ip", ["address", "delete", `${publicAddress}/32`, "dev", "lo"], { reject: false });
        await kubectl("delete", "namespace", outside, collector, "--ignore-not-found");
        await stack?.cleanUp();
    });

    it("lets in the addresses that are named, and not their neighbours", async () => {
        const service = `demo-mcp.${stack.namespace}.svc.cluster.local`;
        assert.equal(await connects(outside, "caller", service, 8000), true);
        assert.equal(await connects(outside, "neighbour", service, 8000), false);
    });

    it("lets Prometheus' namespace to the port of the metrics only, and nobody else there", async () => {
        const service = `demo-mcp.${stack.namespace}.svc.cluster.local`;
        assert.equal(await connects(collector, "collector", service, metricsPort), true);
        assert.equal(await connects(collector, "collector", service, 8000), false);
        assert.equal(await connects(outside, "caller", service, metricsPort), false);
    });

    it("answers on the port of the nodes that the register has for it", async () => {
        const node = await kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}");
        const url = `http://${node}:${nodePort}/network/mcp`;
        assert.equal(await callTool(url, "add_numbers", { numbers: [19, 23] }), "The sum is 42");
    });

    it("reaches a named address on its named port, and on no other", async () => {
        assert.equal(await reaches(database, 5432), true);
        assert.equal(await reaches(database, 6379), false);
    });

    it("reaches its collector on the port of OTLP, and on no other", async () => {
        const address = await podAddress(collector, "collector");
        assert.equal(await reaches(address, otlpPort), true);
        assert.equal(await reaches(address, 4317), false);
    });

    it("sends its traces there: those of the calls that it has answered", async () => {
        const node = await kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}");
        await callTool(`http://${node}:${nodePort}/network/mcp`, "add_numbers", { numbers: [1, 2] });
        // Spans are sent every 5 seconds.
        let sent = "";
        for (let attempt = 0; attempt < 40 && !sent.includes("execute_tool add_numbers"); attempt++) {
            await pause(500);
            sent = await kubectl("logs", "collector", "-n", collector);
        }
        assert.match(sent, /^POST \/v1\/traces application\/x-protobuf$/m);
        assert.match(sent, /demo-mcp[\s\S]*execute_tool add_numbers[\s\S]*tools\/call add_numbers/);
    });

    it("reaches port 443 of a public address, until that is switched off", async () => {
        assert.equal(await reaches(publicAddress, 443), true);
        stack.configure([[...server, "network", "publicHttps"], false]);
        succeeded(await stack.up());
        assert.equal(await reaches(publicAddress, 443), false);
        assert.equal(await reaches(database, 5432), true);
    });
});
