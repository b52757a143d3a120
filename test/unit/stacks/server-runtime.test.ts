import assert from "node:assert/strict";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";
import { serverRuntime } from "../../../stacks/server-runtime";

const runtime = (server: Partial<ServerConfig>, platform: Partial<PlatformConfig> = {}) =>
    serverRuntime("demo", server as ServerConfig, { namespace: "tools", ...platform });

describe("how a server of a stack runs", () => {
    const scaling = { minReplicas: 3, maxReplicas: 9 };

    it("leaves the platform's scaling out where a server has a number of its own, or sessions", () => {
        assert.deepEqual(runtime({}, { scaling }).scaling, scaling);
        assert.equal(runtime({ replicas: 1 }, { scaling }).scaling, undefined);
        assert.equal(runtime({ era: "legacy" }, { scaling }).scaling, undefined);
        assert.deepEqual(runtime({ era: "legacy", scaling: { maxReplicas: 4 } }, { scaling }).scaling, {
            minReplicas: 3,
            maxReplicas: 4,
        });
    });

    it("takes nodes, users and /tmp from the platform, key by key", () => {
        const platform: Partial<PlatformConfig> = {
            scheduling: { antiAffinity: "required", nodeSelector: { pool: "mcp" } },
            security: { userId: 10_001 },
            resources: { temporaryFiles: "32Mi" },
        };
        const { scheduling, security, resources } = runtime(
            { scheduling: { nodeSelector: { pool: "gpu" } }, security: { groupId: 20_000 } },
            platform,
        );
        assert.deepEqual(scheduling, { antiAffinity: "required", nodeSelector: { pool: "gpu" } });
        assert.deepEqual(security, { userId: 10_001, groupId: 20_000 });
        assert.equal(resources?.temporaryFiles, "32Mi");
    });

    it("gives a port of the nodes to the servers of the register only", () => {
        assert.equal(runtime({}, { nodePorts: { demo: 31_101 } }).nodePort, 31_101);
        assert.equal(runtime({}, { nodePorts: { other: 31_101 } }).nodePort, undefined);
    });
});
