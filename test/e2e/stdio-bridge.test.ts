import assert from "node:assert/strict";
import { join } from "node:path";
import { nodeBaseImage } from "../../local/addresses";
import { repositoryDir } from "../../local/paths";
import { kubectl } from "../support/kubectl";
import { callTool, listTools } from "../support/mcp";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const deployment = "deployment/words-mcp";

describe("a server of standard input and output", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    let url: string;

    before(async () => {
        stack = await TestStack.create("stdio");
        const image = {
            context: join(repositoryDir, "servers"),
            dockerfile: "stdio-bridge/Dockerfile",
            buildArgs: { BASE_IMAGE: nodeBaseImage },
            network: "host",
        };
        const words = { image, path: "/stdio/mcp", stdio: { command: ["node", "/app/server.js"] } };
        stack.configure([["mcp-eks:servers"], { words }]);
        succeeded(await stack.up());
        ({ url } = (await stack.outputs<{ endpoints: { words: { url: string } } }>()).endpoints.words);
    });

    after(() => stack?.cleanUp());

    it("is called through the ingress like any other, on every pod", async () => {
        assert.deepEqual(await listTools(url), ["count_words"]);
        for (let call = 0; call < 6; call++) {
            assert.equal(await callTool(url, "count_words", { text: "one two three" }), "3 words");
        }
    });

    it("counts its calls where Prometheus reads them", async () => {
        const pods = (await kubectl("get", "pods", "-n", stack.namespace, "-o", "name")).trim().split("\n");
        const read =
            'fetch("http://127.0.0.1:" + process.env.PORT + "/metrics").then((it) => it.text()).then(console.log)';
        const series = /^mcp_requests_total\{(?=[^}]*tool="count_words")[^}]*status="success"[^}]*\} (\d+)/m;
        const counted = async () => {
            const texts = await Promise.all(
                pods.map((pod) => kubectl("exec", "-n", stack.namespace, pod, "--", "node", "-e", read)),
            );
            return texts.reduce((sum, text) => sum + Number(series.exec(text)?.[1]), 0);
        };
        const before = await counted();
        await callTool(url, "count_words", { text: "one" });
        await callTool(url, "count_words", { text: "one two" });
        assert.equal((await counted()) - before, 2);
    });

    it("is restarted with its bridge when it ends", async () => {
        const pod = (await kubectl("get", "pods", "-n", stack.namespace, "-o", "name")).split("\n")[0] ?? "";
        // Process 1 is the bridge; what else runs node is the server.
        const kill = `for (const pid of require("fs").readdirSync("/proc").filter((name) => /^\\d+$/.test(name) && name !== "1" && name !== String(process.pid))) { try { if (require("fs").readFileSync("/proc/" + pid + "/cmdline", "utf8").includes("/app/server.js")) process.kill(Number(pid), "SIGKILL"); } catch {} }`;
        await kubectl("exec", "-n", stack.namespace, pod, "--", "node", "-e", kill);
        const restarted = "--for=jsonpath={.status.containerStatuses[0].restartCount}=1";
        await kubectl("wait", restarted, pod, "-n", stack.namespace, "--timeout=240s");
        await kubectl("wait", "--for=condition=Ready", pod, "-n", stack.namespace, "--timeout=240s");
        await kubectl("rollout", "status", deployment, "-n", stack.namespace, "--timeout=240s");
        assert.equal(await callTool(url, "count_words", { text: "one two" }), "2 words");
    });
});
