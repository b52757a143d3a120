import assert from "node:assert/strict";
import type { Server } from "node:http";
import { registryHost } from "../../local/addresses";
import { ForeignSecret } from "../support/aws";
import { breakPods, closedRegistry, logToken, podServers, quotaClass } from "../support/broken-pods";
import {
    causesFor,
    type DiagnoseRun,
    diagnose,
    diagnosedAs,
    type ExpectedCause,
    namesTheCauses,
} from "../support/diagnosis";
import { kubectl } from "../support/kubectl";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;

/** What is said of each accident. */
const causes: Record<string, ExpectedCause> = {
    "absent-image": {
        title: /^ImagePullBackOff: the image is not in the registry/,
        tells: /the rollout is stuck/,
    },
    "closed-registry": {
        title: /^ImagePullBackOff: the registry asks for credentials/,
        tells: /pull\.secrets/,
    },
    "other-architecture": {
        title: /^ImagePullBackOff: the image is for another architecture/,
        tells: /images\.platform/,
    },
    crashing: {
        title: /^CrashLoopBackOff: the environment variable GITHUB_TOKEN is missing/,
        tells: /exit code 1.*authorization: Bearer \*{4}.*secrets\.GITHUB_TOKEN/s,
    },
    hungry: {
        title: /^CrashLoopBackOff: OOMKilled/,
        tells: /limit is 64Mi.*resources\.limits\.memory/s,
    },
    secretless: {
        title: /^the ExternalSecret is not synced: there is no secret "e2e-diagnose\/tokn"/,
        tells: /so: CreateContainerConfigError: secret "secretless-mcp-secrets" is not there/,
    },
    keyless: {
        title: /^CreateContainerConfigError: ConfigMap "keyless-mcp-code" has no key "settings.yaml"/,
        tells: /couldn't find key settings\.yaml/,
    },
    "wrong-path": {
        title: /^the readiness probe fails: status 404/,
        tells: /GET \/readyz on port 8000.*answers 200 at \/health, \/ready.*health\.readinessPath: \/health/s,
    },
    "wrong-port": {
        title: /^the startup probe fails: connection refused/,
        tells: /something does on 3000.*port: 3000/s,
    },
    unplaceable: {
        title: /^Pending: no node has the labels asked for/,
        tells: /node\.example\.com\/kind.*scheduling\.nodeSelector/s,
    },
    greedy: {
        title: /^Pending: no node has room/,
        tells: /Insufficient cpu.*resources\.requests/s,
    },
    apart: {
        title: /^Pending: there are fewer nodes than pods/,
        tells: /scheduling\.antiAffinity: preferred/,
    },
    privileged: {
        title: /^Pod Security refuses the pods: they are not "restricted"/,
        tells: /privileged/,
    },
    "over-quota": {
        title: /^a quota of the namespace is used up/,
        tells: /exceeded quota: none/,
    },
    paused: {
        title: /^the rollout is paused/,
        tells: /kubectl rollout resume deployment\/paused-mcp/,
    },
    scaled: {
        title: /^the autoscaler cannot read metrics/,
        tells: /metrics-server/,
    },
    slow: {
        title: /^high latency: the CPU limit holds the server back/,
        tells: /limit of 50m CPU.*resources\.limits\.cpu/s,
    },
    roleless: {
        title: /^the role annotation is missing/,
        tells: /eks\.amazonaws\.com\/role-arn.*pulumi up --refresh/s,
    },
    distrusted: {
        title: /^the role trusts another ServiceAccount/,
        tells: /other-mcp; the pods are system:serviceaccount:e2e-diagnose:distrusted-mcp/,
    },
    deleted: {
        title: /^the server is not deployed/,
        tells: /npm run release -- up diagnose/,
    },
};

describe("diagnose: pods, secrets, roles", function () {
    this.timeout(20 * minutes);

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
        run = await diagnosedAs(stack, causes, 180_000);
        ({ text } = await diagnose(stack));
    });

    after(async () => {
        registry?.close();
        await kubectl("delete", "priorityclass", quotaClass, "--ignore-not-found");
        await stack?.cleanUp();
        await token?.remove();
    });

    namesTheCauses(causes, () => ({ run, text }));

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
