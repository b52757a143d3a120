import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { registryHost } from "../../local/addresses";
import { paths } from "../../local/paths";
import { breakWays, wayServers } from "../support/broken-ways";
import {
    causesFor,
    type DiagnoseRun,
    diagnose,
    diagnosedAs,
    type ExpectedCause,
    namesTheCauses,
} from "../support/diagnosis";
import { kubectl } from "../support/kubectl";
import { applied, testPod } from "../support/pods";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const outside = "e2e-diagnose-outside";

/** What is said of each accident. */
const causes: Record<string, ExpectedCause> = {
    unguarded: {
        title: /^NetworkPolicy: nobody may call the server/,
        tells: /default-deny select its pods, and admit nobody/,
    },
    guarded: {
        title: /^NetworkPolicy: namespace kube-system may not call the server/,
        tells: /pulumi up --refresh --stack diagnose-ways/,
    },
    misnamed: {
        title: /^NetworkPolicy: the client's namespace "litelm" is not there/,
        tells: /network\.clients\[0\]\.namespace/,
    },
    nameless: {
        title: /^DNS: nameless-mcp\.e2e-diagnose-ways\.svc\.cluster\.local is no name, as the Service is missing/,
        tells: /ENOTFOUND.*pulumi up --refresh/s,
    },
    unselected: {
        title: /^the Service unselected-mcp has no endpoints/,
        tells: /its selector .*unselected.* fits 0 of 1 ready pods/,
    },
    lost: {
        title: /^DNS: a setting names db\.nowhere, which is no Service/,
        tells: /settings\.DATABASE_URL/,
    },
    misspelt: {
        title: /^DNS: the pods cannot resolve api\.exmple\.invalid/,
        tells: /settings\.API_URL/,
    },
    cut: {
        title: /^NetworkPolicy: the server may not call 10\.254\.0\.7:5432/,
        tells: /connect ETIMEDOUT 10\.254\.0\.7:5432.*network\.egress: \[\{ cidr: 10\.254\.0\.7\/32, ports: \[5432\] \}\]/s,
    },
    unauthorized: {
        title: /^401 Unauthorized: the server wants a token, and clients are told none/,
        tells: /Bearer realm=mcp.*client\.auth: bearer/s,
    },
    originless: {
        title: /^403 Forbidden: the server does not take calls from https:\/\/chat\.example\.com/,
        tells: /settings\.ALLOWED_ORIGINS: https:\/\/chat\.example\.com/,
    },
    hostless: {
        title: /^421 Forbidden: the server does not take hostless\.localhost/,
        tells: /Invalid Host header/,
    },
    pathless: {
        title: /^404 at the route: the server has no path \/ways\/pathless\/mcp/,
        tells: /servers\.pathless\.path/,
    },
    buffered: {
        title: /^the route buffers/,
        tells: /proxy-buffering is missing, the configuration says "off"; a stream brought nothing/,
    },
    minute: {
        title: /^streams are cut after 60 silent seconds/,
        tells: /proxy-read-timeout is missing, the configuration says "3600".*proxy-send-timeout is "60"/s,
    },
    ended: {
        title: /^a stream is cut after 1 seconds/,
        tells: /a stream was ended after 1 seconds/,
    },
    routeless: {
        title: /^the ingress is missing/,
        tells: /so: 404 at the route/,
    },
    misled: {
        title: /^the route leads elsewhere than the configuration says/,
        tells: /it leads localhost\/elsewhere to misled-mcp:8000; the configuration says localhost\/ways\/misled\/mcp/,
    },
    unknown: {
        title: /^DNS: diagnose\.invalid is no name/,
        tells: /diagnose\.invalid CNAME/,
    },
    gated: {
        title: /^streams are cut after 60 silent seconds/,
        tells: /timeouts\.request is missing, the configuration says 0s/,
    },
    asleep: {
        title: /^the server is scaled to no pods/,
        tells: /so: the Service asleep-mcp has no endpoints.*so: 503 at the route/s,
    },
};

describe("diagnose: names, policies, routes", function () {
    this.timeout(20 * minutes);

    let stack: TestStack;
    let run: DiagnoseRun;
    let text: string;

    before("servers that are reached, and then an accident on the way to each", async () => {
        stack = await TestStack.create("diagnose-ways");
        await kubectl("create", "namespace", outside);
        await applied(testPod(outside, "caller", { app: "caller" }));
        stack.configure(
            [["mcp-eks:platform", "images", "allowed"], [`${registryHost}/library`]],
            // Not what is looked at, and each costs every server a few objects.
            [["mcp-eks:platform", "monitoring"], undefined],
            [["mcp-eks:servers"], wayServers],
        );
        // What takes time is waiting for pods.
        succeeded(await stack.up("--parallel", "40"));
        await breakWays(stack.namespace);
        run = await diagnosedAs(stack, causes, 180_000);
        ({ text } = await diagnose(stack));
    });

    after(async () => {
        await kubectl("delete", "namespace", outside, "--ignore-not-found", "--wait=false");
        await stack?.cleanUp();
    });

    namesTheCauses(causes, () => ({ run, text }));

    it("finds nothing wrong with a server that streams", () => assert.deepEqual(causesFor(run, "streaming"), []));

    it("says why a pod that is named cannot call a server, and what would admit it", async () => {
        await kubectl("wait", "--for=condition=Ready", "pod/caller", "-n", outside, "--timeout=240s");
        const args = ["--server", "streaming", "--client", `${outside}/caller`];
        const { exitCode, text } = await diagnose(stack, args);
        assert.equal(exitCode, 1);
        assert.match(text, /the client e2e-diagnose-outside\/caller is not among those allowed/);
        assert.match(
            text,
            /admits namespace ingress-nginx, namespace monitoring; the client has the labels \{ app: caller \}/,
        );
        assert.match(text, /network\.clients: \[\{ namespace: e2e-diagnose-outside \}\]/);
    });

    it("says what it may not read, and does not take that for well", async () => {
        const account = ["serviceaccount", "visitor", "-n", outside];
        await kubectl("create", ...account);
        const token = await kubectl("create", "token", "visitor", "-n", outside);
        const config = parse(readFileSync(paths.kubeconfig, "utf8")) as { users: { user: object }[] };
        for (const user of config.users) user.user = { token };
        const KUBECONFIG = join(stack.directory, "visitor.kubeconfig");
        writeFileSync(KUBECONFIG, stringify(config));
        const { exitCode, text } = await diagnose(stack, ["--server", "streaming"], { KUBECONFIG });
        assert.equal(exitCode, 1);
        assert.match(text, /nothing wrong was found in what could be read/);
        assert.match(text, /pods of namespace e2e-diagnose-ways: pods is forbidden: .*visitor/);
    });
});
