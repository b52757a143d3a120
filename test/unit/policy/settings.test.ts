import assert from "node:assert/strict";
import { packSettings } from "../../../policy/settings";

const settings = (policy?: unknown, platform?: unknown, cluster?: unknown) =>
    packSettings({ policy, platform, cluster });
const refusal = (policy: unknown) => {
    try {
        settings(policy);
    } catch (error) {
        return (error as Error).message;
    }
    return assert.fail("it was taken");
};

describe("settings of the policy pack", () => {
    it("refuse, without any: ECR alone is approved, and servers may run anywhere", () => {
        const { rules, levelOf } = settings();
        assert.equal(levelOf("non-root"), "mandatory");
        assert.equal(rules.development, false);
        assert.deepEqual(rules.registries, ["*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn"]);
        assert.deepEqual([rules.namespaces, rules.clusters], [undefined, undefined]);
    });

    it("take registries, namespace and clusters from the platform where they name none", () => {
        const platform = {
            namespace: "mcp-prod",
            registry: "registry.example.com",
            images: { allowed: ["ghcr.io/github"] },
            placement: { allowedClusters: ["mcp-prod"] },
        };
        const { rules } = settings({}, platform, { name: "mcp-prod", context: "x" });
        assert.deepEqual(rules.registries.slice(2), ["registry.example.com", "ghcr.io/github"]);
        assert.deepEqual(rules.namespaces, ["mcp-prod"]);
        assert.deepEqual(rules.clusters, ["mcp-prod"]);
        assert.equal(rules.cluster, "mcp-prod");
    });

    it("take what they name in its place", () => {
        const policy = { registries: ["ghcr.io"], namespaces: ["a", "b"], clusters: ["agentic"] };
        const { rules } = settings(policy, { namespace: "mcp-prod", registry: "registry.example.com" });
        assert.deepEqual(rules.registries, ["ghcr.io"]);
        assert.deepEqual(rules.namespaces, ["a", "b"]);
        assert.deepEqual(rules.clusters, ["agentic"]);
    });

    it("tell in development, and refuse there too when asked to", () => {
        assert.equal(settings({ development: true }).levelOf("non-root"), "advisory");
        assert.equal(settings({ development: true, enforcement: "mandatory" }).levelOf("non-root"), "mandatory");
    });

    it("have a level for a rule of its own", () => {
        const { levelOf } = settings({ rules: { "no-node-port": "disabled", "non-root": "advisory" } });
        assert.deepEqual(["no-node-port", "non-root", "placement"].map(levelOf), ["disabled", "advisory", "mandatory"]);
    });

    it("say all that is wrong with them", () => {
        assert.match(
            refusal({ enforcement: "hard" }),
            /mcp-eks:policy: enforcement is "hard"; it is advisory or mandatory/,
        );
        assert.match(
            refusal({ rules: { placement: "off" } }),
            /rules\.placement is "off"; it is advisory, mandatory or disabled/,
        );
        assert.match(refusal({ rules: { palcement: "disabled" } }), /there is no such rule; rules are .*placement/);
        assert.match(refusal({ develop: true }), /develop is true; there is no such key; keys here are development/);
        assert.match(
            refusal({ registries: ["https://ghcr.io"] }),
            /registries\[0\] is "https:\/\/ghcr\.io"; a registry is a host/,
        );
        assert.match(refusal("strict"), /mcp-eks:policy is "strict"; it is a block of keys/);
        assert.match(refusal({ enforcement: 1, clusters: "agentic" }), /^2 problems/);
    });

    it("leave it to the program to judge its own configuration", () => {
        assert.deepEqual(settings({}, { namespace: 7, images: "all" }, "mcp").rules.cluster, undefined);
    });
});
