import assert from "node:assert/strict";
import { type ResourceValidationArgs, unknownCheckingProxy } from "@pulumi/policy";
import { policies } from "../../../policy/policies";
import { awsRules, kubernetesRules } from "../../../policy/rules";
import { packSettings } from "../../../policy/settings";
import { container, deployment, labels, running } from "./judged";

/** Stands for a text that is not known yet, in what the engine hands to a pack. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Findings on a resource, by rule, as Pulumi's SDK asks for them. */
function findings(type: string, props: object, policy: object = {}): Record<string, string[]> {
    const found = policies(packSettings({ policy, platform: undefined, cluster: undefined })).map(
        ({ name, validateResource }): [string, string[]] => {
            const messages: string[] = [];
            const args = { type, name: "github", props: unknownCheckingProxy(props) } as ResourceValidationArgs;
            assert.ok(typeof validateResource === "function");
            validateResource(args, (message) => messages.push(String(message)));
            return [name, messages];
        },
    );
    return Object.fromEntries(found.filter(([, messages]) => messages.length > 0));
}

const nodePort = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "github-mcp", namespace: "mcp-prod", labels },
    spec: { type: "NodePort" },
};

describe("policies of the pack", () => {
    it("are one of every rule, with its sentence and level", () => {
        const all = policies(packSettings({ policy: { rules: { placement: "disabled" } }, platform: {}, cluster: {} }));
        const rules = [...kubernetesRules, ...awsRules];
        assert.deepEqual(
            all.map(({ name, description }) => [name, description]),
            rules.map(({ name, sentence }) => [name, sentence]),
        );
        assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
        for (const { name, enforcementLevel } of all) {
            assert.equal(enforcementLevel, name === "placement" ? "disabled" : "mandatory");
        }
    });

    it("find nothing in a sound Deployment", () => {
        assert.deepEqual(findings("kubernetes:apps/v1:Deployment", deployment()), {});
    });

    it("name the object, the field, what was found and what is allowed", () => {
        assert.deepEqual(findings("kubernetes:core/v1:Service", nodePort), {
            "no-node-port": [
                'Service "mcp-prod/github-mcp": spec.type is "NodePort"; it is ClusterIP; a load balancer has allocateLoadBalancerNodePorts: false',
            ],
        });
        assert.deepEqual(findings("aws:ecr/repository:Repository", { imageTagMutability: "IMMUTABLE" }), {
            "scanned-ecr": [
                'Repository "github": imageScanningConfiguration.scanOnPush is not set; it is true, unless the registry itself scans all images',
            ],
        });
    });

    it("go by the stack's settings", () => {
        assert.deepEqual(findings("kubernetes:core/v1:Service", nodePort, { development: true }), {});
    });

    it("look at every kind of workload", () => {
        const template = { spec: { containers: [{ name: "x", image: "x" }] } };
        const pods: Record<string, object> = {
            "core/v1:Pod": template,
            "core/v1:ReplicationController": { spec: { template } },
            "apps/v1:Deployment": { spec: { template } },
            "apps/v1:StatefulSet": { spec: { template } },
            "apps/v1:DaemonSet": { spec: { template } },
            "apps/v1:ReplicaSet": { spec: { template } },
            "batch/v1:Job": { spec: { template } },
            "batch/v1:CronJob": { spec: { jobTemplate: { spec: { template } } } },
        };
        for (const [type, content] of Object.entries(pods)) {
            const [group = "", kind = ""] = type.split(":");
            const object = { apiVersion: group.replace("core/", ""), kind, metadata: { name: "x" }, ...content };
            assert.ok(findings(`kubernetes:${type}`, object)["non-root"], type);
        }
    });

    it("leave out kinds of other groups, patches, and resources that are no objects", () => {
        const sound = { ...nodePort, apiVersion: "serving.knative.dev/v1" };
        assert.deepEqual(findings("kubernetes:serving.knative.dev/v1:Service", sound), {});
        assert.deepEqual(findings("kubernetes:core/v1:ServicePatch", nodePort), {});
        assert.deepEqual(findings("kubernetes:helm.sh/v3:Release", { chart: "x" }), {});
        assert.deepEqual(findings("random:index/randomPassword:RandomPassword", { length: 8 }), {});
    });

    it("find in a preview what is known, and nothing in what is not", () => {
        const props = running({ ...container({ image: unknownText }), securityContext: unknownText });
        assert.deepEqual(findings("kubernetes:apps/v1:Deployment", props), {});
        const privileged = running(container({ image: unknownText, securityContext: { privileged: true } }));
        assert.ok(findings("kubernetes:apps/v1:Deployment", privileged)["no-privileges"]);
        assert.deepEqual(findings("aws:iam/policy:Policy", { policy: unknownText }), {});
    });
});
