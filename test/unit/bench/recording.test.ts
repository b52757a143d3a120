import assert from "node:assert/strict";
import { declaredBy, flatResources, type PreviewedResource } from "../../../bench/recording";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = (type: string, name: string) => `urn:pulumi:dev::mcp-eks::${type}::${name}`;

describe("bench: flat program's resources", () => {
    it("finds the SDK class of each kind of type", () => {
        const classes = {
            "aws:ecr/repository:Repository": ["@pulumi/aws/ecr", "Repository"],
            "random:index/randomPassword:RandomPassword": ["@pulumi/random/randomPassword", "RandomPassword"],
            "kubernetes:core/v1:Namespace": ["@pulumi/kubernetes/core/v1", "Namespace"],
            "kubernetes:networking.k8s.io/v1:Ingress": ["@pulumi/kubernetes/networking/v1", "Ingress"],
            "kubernetes:external-secrets.io/v1:ExternalSecret": ["@pulumi/kubernetes/apiextensions", "CustomResource"],
            "pulumi:providers:kubernetes": ["@pulumi/kubernetes/provider", "Provider"],
        };
        for (const [type, [module, className]] of Object.entries(classes)) {
            assert.deepEqual(declaredBy(type), { module, className });
            const loaded = require(String(module)) as Record<string, unknown>;
            assert.equal(typeof loaded[String(className)], "function", type);
        }
    });

    it("leaves components out and keeps what others depend on", () => {
        const provider = urn("pulumi:providers:kubernetes", "cluster");
        const component = urn("mcp-eks:index:McpServer", "demo");
        const role = urn("mcp-eks:index:McpServer$aws:iam/role:Role", "demo");
        const previewed: PreviewedResource[] = [
            { urn: provider, type: "pulumi:providers:kubernetes", custom: true, inputs: { context: "c" } },
            { urn: component, type: "mcp-eks:index:McpServer", custom: false },
            {
                urn: role,
                type: "aws:iam/role:Role",
                custom: true,
                inputs: { __defaults: ["name"], name: "demo-1", path: "/", tagsAll: {} },
                provider: `${urn("pulumi:providers:aws", "default_7")}::id`,
            },
            {
                urn: urn("kubernetes:core/v1:ServiceAccount", "demo"),
                type: "kubernetes:core/v1:ServiceAccount",
                custom: true,
                inputs: { metadata: { annotations: { role: unknown } } },
                dependencies: [component, role],
                propertyDependencies: { metadata: [component, role] },
                provider: `${provider}::${unknown}`,
            },
        ];
        const [first, second, third] = flatResources(previewed);
        assert.equal(first?.className, "Provider");
        assert.deepEqual(second?.inputs, { path: "/" });
        assert.equal(second?.provider, undefined);
        assert.deepEqual(third, {
            urn: urn("kubernetes:core/v1:ServiceAccount", "demo"),
            name: "demo",
            module: "@pulumi/kubernetes/core/v1",
            className: "ServiceAccount",
            inputs: { metadata: { annotations: { role: unknown } } },
            unknownFrom: { metadata: role },
            dependsOn: [role],
            provider,
        });
    });
});
