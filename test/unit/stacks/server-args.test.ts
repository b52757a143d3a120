import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";
import { serverArgs } from "../../../stacks/server-args";

const image = { context: "./servers/demo" };
const asked: string[] = [];

function args(server: Partial<ServerConfig>, platform: Partial<PlatformConfig> = {}) {
    return serverArgs(
        "demo",
        { image, ...server },
        {
            platform: { namespace: "tools", ...platform },
            namespace: "tools",
            projectDir: "/project",
            workingDir: "/project/stacks",
            cacheUrl: (registry) => (registry === "ghcr.io" ? "ecr.example.com/ghcr-io" : undefined),
            secret: (key) => {
                asked.push(key);
                return pulumi.secret(`value of ${key}`);
            },
        },
    );
}

describe("arguments of a server", () => {
    it("name the context by a path from where Pulumi runs, the same in every checkout", () => {
        assert.equal(args({}).image?.context, "../servers/demo");
        assert.equal(args({ image: { context: "stacks" } }).image?.context, ".");
    });

    it("give every server a path of its own on the shared host", () => {
        assert.equal(args({}).path, "/demo/mcp");
        assert.equal(args({ path: "/mcp" }).path, "/mcp");
    });

    it("take from the platform what the server does not say, key by key", () => {
        const platform: Partial<PlatformConfig> = {
            scaling: { minReplicas: 3, maxReplicas: 9 },
            resources: { limits: { cpu: "2", memory: "1Gi" } },
            timeouts: { drainSeconds: 10 },
            network: { monitoringNamespace: "observability", clients: [{ namespace: "litellm" }] },
        };
        const { scaling, resources, timeouts, network } = args(
            { scaling: { maxReplicas: 4 }, resources: { limits: { cpu: "500m" } }, network: { clients: [] } },
            platform,
        );
        assert.deepEqual(scaling, { minReplicas: 3, maxReplicas: 4 });
        assert.deepEqual(resources?.limits, { cpu: "500m", memory: "1Gi" });
        assert.deepEqual(timeouts, { drainSeconds: 10 });
        assert.deepEqual(network, { monitoringNamespace: "observability", clients: [] });
    });

    it("put the labels of the platform's alerts and the server's own together", () => {
        const { monitoring } = args(
            { monitoring: { alerts: { labels: { team: "search" } } } },
            { monitoring: { alerts: { restarts: 5, labels: { environment: "production", team: "platform" } } } },
        );
        assert.deepEqual(monitoring?.alerts, { restarts: 5, labels: { environment: "production", team: "search" } });
    });

    it("have a route where there is a host and the server does not go without", () => {
        const route = { host: "mcp.example.com", tls: { secretName: "cert" } };
        assert.equal(args({}).route, undefined);
        assert.deepEqual(args({}, { route }).route, route);
        assert.equal(args({ route: { host: "own.example.com" } }, { route }).route?.host, "own.example.com");
        assert.equal(args({ route: { enabled: false } }, { route }).route, undefined);
    });

    it("read a secret by its key, and only where one is named", () => {
        const { secrets } = args({ secrets: { TOKEN: { fromConfig: "githubToken" }, KEY: { generate: {} } } });
        assert.deepEqual(asked, ["githubToken"]);
        assert.ok(pulumi.Output.isInstance(secrets?.TOKEN?.value));
        assert.deepEqual(secrets?.KEY, { generate: {}, value: undefined });
    });

    it("keep the platform's image options with every server's own", () => {
        const platform = { registry: "localhost:5000", images: { keepImages: 5, platform: "linux/arm64" } };
        const {
            registry,
            keepImages,
            platform: nodes,
            tag,
        } = args({ image: { ...image, tag: "1.0.0" } }, platform).image ?? {};
        assert.deepEqual([registry, keepImages, nodes, tag], ["localhost:5000", 5, "linux/arm64", "1.0.0"]);
    });

    it("find keys beside Pulumi.yaml, and leave those of a KMS alone", () => {
        const signature = { key: "keys/cosign.pub", signingKey: "awskms:///alias/mcp" };
        const found = args({}, { images: { signature } }).image?.signature;
        assert.deepEqual([found?.key, found?.signingKey], ["../keys/cosign.pub", "awskms:///alias/mcp"]);
    });

    it("bring a pre-built image by the platform's list and caches, without the signature of own images", () => {
        const images = { allowed: ["quay.io"], keepImages: 5, signature: { key: "awskms:///alias/mcp" } };
        const prebuilt = { image: "ghcr.io/team/server:1.0" };
        const { image: built, prebuilt: found } = args({ image: undefined, prebuilt }, { images });
        assert.equal(built, undefined);
        assert.deepEqual([found?.cacheUrl, found?.allowed], ["ecr.example.com/ghcr-io", ["quay.io"]]);
        assert.deepEqual([found?.keepImages, found?.signature], [5, undefined]);
    });

    it("say how images are pulled, a server's own words before the platform's", () => {
        const platform = { pull: { secrets: ["shared"], policy: "Always" } };
        assert.deepEqual(args({ pull: { secrets: ["own"] } }, platform).pull, { secrets: ["own"], policy: "Always" });
        assert.equal(args({}).pull, undefined);
    });
});
