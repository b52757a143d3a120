import assert from "node:assert/strict";
import { join } from "node:path";
import { McpServer, type McpServerArgs } from "../../components";
import { type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const clusterArn = "arn:aws:eks:eu-central-1:123456789012:cluster/tools";
const oidcProviderArn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const server: McpServerArgs = {
    namespace: "tools",
    image: { context: join(__dirname, "..", "..", "servers", "demo") },
    permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::documents/*"] }],
};
const make = async (args: Partial<McpServerArgs>) =>
    (await record(() => new McpServer("github", { ...server, ...args }))).program;

const statement = (program: RecordedProgram) =>
    JSON.parse(String(program.only("Role").inputs.assumeRolePolicy)).Statement[0];
// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const manifest = (resource: RegisteredResource) => resource.inputs as any;
const destinations = (program: RecordedProgram) => JSON.stringify(manifest(program.only("NetworkPolicy")).spec.egress);

describe("identity of a server", () => {
    it("is a role for tokens of the cluster by IRSA, unless it says otherwise", async () => {
        const program = await make({ oidcProviderArn });
        assert.deepEqual(statement(program).Principal, { Federated: oidcProviderArn });
        assert.deepEqual(program.all("PodIdentityAssociation"), []);
        assert.ok(manifest(program.only("ServiceAccount")).metadata.annotations["eks.amazonaws.com/role-arn"]);
        assert.ok(!destinations(program).includes("169.254.170.23/32"));
    });

    describe("by Pod Identity", () => {
        let program: RecordedProgram;

        before(async () => {
            program = await make({ identity: { kind: "podIdentity" }, clusterArn });
        });

        it("is a role for the service, bound to the cluster and the ServiceAccount", () => {
            assert.deepEqual(statement(program).Principal, { Service: "pods.eks.amazonaws.com" });
            const { clusterName, namespace, serviceAccount, roleArn } = program.only("PodIdentityAssociation").inputs;
            assert.deepEqual([clusterName, namespace, serviceAccount], ["tools", "tools", "github-mcp"]);
            assert.equal(roleArn, "arn:aws:iam::123456789012:role/made-up");
        });

        it("is there before the first pod, which else would never ask for it", () => {
            const account = program.only("ServiceAccount");
            assert.ok(account.dependencies.includes(program.only("PodIdentityAssociation").urn));
            assert.ok(program.only("Deployment").dependencies.includes(account.urn));
        });

        it("opens the way to the node's agent, and tells EKS's webhook nothing", () => {
            assert.ok(destinations(program).includes("169.254.170.23/32"));
            const { annotations } = manifest(program.only("ServiceAccount")).metadata;
            assert.deepEqual(Object.keys(annotations), ["mcp-eks/pod-identity-role-arn"]);
        });
    });

    it("has a boundary, a path and tags where they are asked for", async () => {
        const permissionsBoundary = "arn:aws:iam::123456789012:policy/mcp-boundary";
        const identity = { permissionsBoundary, rolePath: "/mcp/", tags: { team: "search" } };
        const { inputs } = (await make({ oidcProviderArn, identity })).only("Role");
        assert.deepEqual(
            [inputs.permissionsBoundary, inputs.path, inputs.tags],
            [permissionsBoundary, "/mcp/", { team: "search" }],
        );
    });

    it("is none for a server without permissions: no role, no annotation, no token, no agent", async () => {
        const program = await make({ permissions: [], identity: { kind: "podIdentity" }, clusterArn });
        for (const type of ["Role", "RolePolicy", "PodIdentityAssociation"]) assert.deepEqual(program.all(type), []);
        const account = manifest(program.only("ServiceAccount"));
        assert.deepEqual([account.metadata.annotations, account.automountServiceAccountToken], [undefined, false]);
        const { spec } = manifest(program.only("Deployment")).spec.template;
        assert.equal(spec.automountServiceAccountToken, false);
        assert.ok(!destinations(program).includes("169.254.170.23/32"));
    });

    for (const [kind, lacking] of [
        ["irsa", /oidcProviderArn is not set/],
        ["podIdentity", /clusterArn is not set/],
    ] as const) {
        it(`is refused by ${kind} without what it needs of the cluster`, async () => {
            await assert.rejects(make({ identity: { kind } }), lacking);
        });
    }
});
