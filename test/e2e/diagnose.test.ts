import assert from "node:assert/strict";
import type { Server } from "node:http";
import { registryHost } from "../../local/addresses";
import { ForeignSecret } from "../support/aws";
import { breakPods, closedRegistry, logToken, podServers, quotaClass } from "../support/broken-pods";
import { causesFor, type DiagnoseRun, diagnose, diagnosedAs } from "../support/diagnosis";
import { kubectl } from "../support/kubectl";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;

/** What is said of each accident: its root cause. */
const titles: Record<string, RegExp> = {
    "absent-image": /^ImagePullBackOff: the image is not in the registry/,
    "closed-registry": /^ImagePullBackOff: the registry asks for credentials/,
    "other-architecture": /^ImagePullBackOff: the image is for another architecture/,
    crashing: /^CrashLoopBackOff: the environment variable GITHUB_TOKEN is missing/,
    hungry: /^CrashLoopBackOff: OOMKilled/,
    secretless: /^the ExternalSecret is not synced: there is no secret "e2e-diagnose\/tokn"/,
    keyless: /^CreateContainerConfigError: ConfigMap "keyless-mcp-code" has no key "settings.yaml"/,
    "wrong-path": /^the readiness probe fails: status 404/,
    "wrong-port": /^the startup probe fails: connection refused/,
    unplaceable: /^Pending: no node has the labels asked for/,
    greedy: /^Pending: no node has room/,
    apart: /^Pending: there are fewer nodes than pods/,
    privileged: /^Pod Security refuses the pods: they are not "restricted"/,
    "over-quota": /^a quota of the namespace is used up/,
    paused: /^the rollout is paused/,
    scaled: /^the autoscaler cannot read metrics/,
    slow: /^high latency: the CPU limit holds the server back/,
    roleless: /^the role annotation is missing/,
    distrusted: /^the role trusts another ServiceAccount/,
    deleted: /^the server is not deployed/,
};

/** What else is to be seen of it: evidence, reason or fix. */
const tells: Record<string, RegExp> = {
    "absent-image": /the rollout is stuck/,
    "closed-registry": /pull\.secrets/,
    "other-architecture": /images\.platform/,
    crashing: /exit code 1.*authorization: Bearer \*{4}.*secrets\.GITHUB_TOKEN/s,
    hungry: /limit is 64Mi.*resources\.limits\.memory/s,
    secretless: /so: CreateContainerConfigError: secret "secretless-mcp-secrets" is not there/,
    keyless: /couldn't find key settings\.yaml/,
    "wrong-path": /GET \/readyz on port 8000.*answers 200 at \/health, \/ready.*health\.readinessPath: \/health/s,
    "wrong-port": /something does on 3000.*port: 3000/s,
    unplaceable: /node\.example\.com\/kind.*scheduling\.nodeSelector/s,
    greedy: /Insufficient cpu.*resources\.requests/s,
    apart: /scheduling\.antiAffinity: preferred/,
    privileged: /privileged/,
    "over-quota": /exceeded quota: none/,
    paused: /kubectl rollout resume deployment\/paused-mcp/,
    scaled: /metrics-server/,
    slow: /limit of 50m CPU.*resources\.limits\.cpu/s,
    roleless: /eks\.amazonaws\.com\/role-arn.*pulumi up --refresh/s,
    distrusted: /other-mcp; the pods are system:serviceaccount:e2e-diagnose:distrusted-mcp/,
    deleted: /npm run release -- up diagnose/,
};

describe("diagnose: pods, secrets, roles", function () {
    this.timeout(10 * minutes);

    let stack: TestStack;
    let token: ForeignSecret;
    let registry: Server;
    let run: DiagnoseRun;
    let text: string;

    before("servers that run, and then an accident with each", async () => {
        stack = await TestStack.create("diagnose");
        token = await ForeignSecret.create("e2e-diagnose/token", "of-nobody");
        const closed = await closedRegistry();
        registry = closed.server;
        stack.configure(
            [["mcp-eks:platform", "images", "allowed"], [`${registryHost}/library`]],
            // Not what is looked at, and each costs every server a few objects.
            [["mcp-eks:platform", "monitoring"], undefined],
            [["mcp-eks:platform", "route"], undefined],
            [["mcp-eks:servers"], podServers],
        );
        // What takes time is waiting for pods.
        succeeded(await stack.up("--parallel", "40"));
        await breakPods(stack.namespace, closed.host);
        run = await diagnosedAs(stack, titles, 90_000);
        ({ text } = await diagnose(stack));
    });

    after(async () => {
        registry?.close();
        await kubectl("delete", "priorityclass", quotaClass, "--ignore-not-found");
        await stack?.cleanUp();
        await token?.remove();
    });

    for (const [server, title] of Object.entries(titles)) {
        it(`names the cause of server ${server}`, () => {
            const [first] = causesFor(run, server);
            assert.match(first?.title ?? "nothing was found", title);
            const said = text.split(/\n(?=\S+: )/).find((part) => part.startsWith(`${server}: `)) ?? "";
            assert.match(said, tells[server] as RegExp);
        });
    }

    it("finds nothing wrong with a server that is well", async () => {
        assert.deepEqual(causesFor(run, "well"), []);
        const alone = await diagnose(stack, ["--server", "well"]);
        assert.equal(alone.exitCode, 0, alone.text);
        assert.match(alone.text, /^well: nothing wrong was found/m);
    });

    it("ends with 1 where causes were found, and shows no secret of a log", () => {
        assert.equal(run.exitCode, 1);
        assert.ok(!JSON.stringify(run.diagnoses).includes(logToken));
    });

    it("refuses a server that the stack has not", async () => {
        const { exitCode, text } = await diagnose(stack, ["--server", "nobody"]);
        assert.equal(exitCode, 2);
        assert.match(text, /stack "diagnose" has no server "nobody"; it has: well, /);
    });
});
