import assert from "node:assert/strict";
import { decide } from "../../../../release/recovery/decision";
import type { PendingOperation, StateResource } from "../../../../release/recovery/state";
import { begun, made, state } from "./states";

/** The decision on one operation, without the operation itself. */
function decision(
    type: PendingOperation["type"],
    resource: PendingOperation["resource"],
    resources: StateResource[] = [],
) {
    const [decided] = decide(state(resources, [{ type, resource }]));
    if (decided === undefined) throw new Error("nothing was decided");
    const { operation: _operation, ...rest } = decided;
    return rest;
}

const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

describe("what becomes of an operation that a killed run had begun", () => {
    const byId: [type: string, inputs: Record<string, unknown>, id: string][] = [
        ["aws:ecr/repository:Repository", { name: "mcp/prod/github" }, "mcp/prod/github"],
        ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "mcp/prod/github" }, "mcp/prod/github"],
        ["aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: "mcp/prod/github" }, "mcp/prod/github"],
        ["aws:ecr/pullThroughCacheRule:PullThroughCacheRule", { ecrRepositoryPrefix: "ghcr" }, "ghcr"],
        ["aws:iam/role:Role", { name: "github-mcp-1a2b3c4" }, "github-mcp-1a2b3c4"],
        ["aws:iam/rolePolicy:RolePolicy", { role: "github-mcp-1a2b3c4", name: "p" }, "github-mcp-1a2b3c4:p"],
        ["kubernetes:core/v1:Namespace", { metadata: { name: "mcp" } }, "mcp"],
        ["kubernetes:apps/v1:Deployment", { metadata: { name: "github-mcp", namespace: "mcp" } }, "mcp/github-mcp"],
        [
            "kubernetes:external-secrets.io/v1:ExternalSecret",
            { metadata: { name: "github-mcp-secrets", namespace: "mcp" } },
            "mcp/github-mcp-secrets",
        ],
    ];
    for (const [type, inputs, id] of byId) {
        it(`finds a ${type} again by its id`, () => {
            assert.deepEqual(decision("creating", begun(type, inputs)), { action: "adopt", id });
        });
    }

    it("asks AWS for the ARN of a secret and for the id of a pod identity", () => {
        assert.deepEqual(
            decision("creating", begun("aws:secretsmanager/secret:Secret", { name: "mcp/prod/github/TOKEN" })),
            { action: "lookUp", what: { of: "secret", name: "mcp/prod/github/TOKEN", region: undefined } },
        );
        const inputs = { clusterName: "prod", namespace: "mcp", serviceAccount: "github-mcp", region: "eu-west-1" };
        assert.deepEqual(decision("creating", begun("aws:eks/podIdentityAssociation:PodIdentityAssociation", inputs)), {
            action: "lookUp",
            what: {
                of: "podIdentityAssociation",
                cluster: "prod",
                namespace: "mcp",
                serviceAccount: "github-mcp",
                region: "eu-west-1",
            },
        });
    });

    for (const type of [
        "docker:index/image:Image",
        "docker:index/registryImage:RegistryImage",
        "random:index/randomPassword:RandomPassword",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "pulumi:providers:kubernetes",
    ]) {
        it(`forgets the creation of a ${type}, which the next update makes again`, () => {
            assert.equal(decision("creating", begun(type, {})).action, "forget");
        });
    }

    it("forgets a component, which is in the state only", () => {
        const component = begun("mcp-eks:index:Workload", {}, { custom: false });
        assert.equal(decision("creating", component).action, "forget");
    });

    it("forgets a creation that a later run has settled", () => {
        const role = begun("aws:iam/role:Role", { name: "github-mcp-1a2b3c4" });
        const resources = [made(role, "github-mcp-1a2b3c4")];
        assert.deepEqual(decision("creating", role, resources), {
            action: "forget",
            because: "it is in the state already",
        });
    });

    it("takes up the new one of a replacement, whether the old one is there or gone", () => {
        const old = begun("aws:ecr/repository:Repository", { name: "old" });
        const renamed = begun("aws:ecr/repository:Repository", { name: "new" });
        assert.deepEqual(decision("creating", renamed, [made(old, "old")]), { action: "adopt", id: "new" });
        const tombstone = { ...made(old, "old"), pendingReplacement: true };
        assert.deepEqual(decision("creating", old, [tombstone]), { action: "adopt", id: "old" });
    });

    it("reads again what was being changed or deleted, as long as it is in the state", () => {
        const role = begun("aws:iam/role:Role", { name: "r" });
        for (const type of ["updating", "deleting"] as const) {
            assert.deepEqual(decision(type, role, [made(role, "r")]), { action: "reread" });
            assert.equal(decision(type, role).action, "forget");
        }
    });

    it("reads no provider, which is in the state only", () => {
        const provider = begun("pulumi:providers:docker", {});
        assert.equal(decision("deleting", provider, [made(provider, "id")]).action, "forget");
    });

    it("leaves to people what it cannot name, and says why", () => {
        const refusals: [resource: PendingOperation["resource"], because: RegExp][] = [
            [begun("aws:s3/bucket:Bucket", { bucket: "b" }), /not known here how a aws:s3\/bucket:Bucket is found/],
            [begun("aws:iam/role:Role", { name: secretMark }), /its name is secret/],
            [begun("aws:iam/role:Role", { name: "r" }, { provider: "gone::1" }), /provider that made it/],
            [begun("aws:iam/role:Role", { name: "r" }, { parent: "gone" }), /component that it is part of/],
        ];
        for (const [resource, because] of refusals) {
            const decided = decision("creating", resource);
            assert.ok(decided.action === "refuse");
            assert.match(decided.because, because);
        }
    });
});
