import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { vouching } from "../../../stacks/cluster";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";
import { secretArgs } from "../../../stacks/secret-args";
import { identityArgs } from "../../../stacks/server-args";

const around = (platform: Partial<PlatformConfig>) => ({
    platform: { namespace: "tools", ...platform },
    namespace: "tools",
    projectDir: "/project",
    workingDir: "/project",
    cacheUrl: () => undefined,
    secret: (key: string) => pulumi.secret(`value of ${key}`),
});
const args = (server: ServerConfig, platform: Partial<PlatformConfig> = {}) => secretArgs(server, around(platform));

describe("secrets of a server's block", () => {
    it("keep how they are delivered beside where they come from", () => {
        const file = { path: "/etc/demo/token" };
        const { secrets } = args({ secrets: { TOKEN: { fromConfig: "token", file }, URL: { template: "x" } } });
        assert.ok(pulumi.Output.isInstance(secrets?.TOKEN?.value));
        assert.deepEqual(secrets?.TOKEN?.file, file);
        assert.deepEqual(secrets?.URL, { template: "x", value: undefined });
    });

    it("come from Infisical only where the server says so, as the platform says where that is", () => {
        const infisical = { projectSlug: "tools", environmentSlug: "prod", secretsPath: "/all" };
        assert.equal(args({}, { infisical }).infisical, undefined);
        assert.deepEqual(args({ infisical: {} }, { infisical }).infisical, infisical);
        assert.equal(args({ infisical: { secretsPath: "/own" } }, { infisical }).infisical?.secretsPath, "/own");
    });

    it("roll the pods as the server says, and else as the platform does", () => {
        const platform = { rollOnSecretChange: false };
        assert.equal(args({}, platform).rollOnSecretChange, false);
        assert.equal(args({ rollOnSecretChange: true }, platform).rollOnSecretChange, true);
        assert.equal(args({}).rollOnSecretChange, undefined);
    });
});

describe("identity of a server's block", () => {
    const platform = {
        namespace: "tools",
        identity: { kind: "podIdentity", rolePath: "/mcp/", tags: { team: "all", cost: "1" } },
    };

    it("is the platform's where the server does not say, tags put together", () => {
        assert.deepEqual(identityArgs({}, platform), platform.identity);
        assert.deepEqual(identityArgs({ identity: { kind: "irsa", tags: { team: "search" } } }, platform), {
            kind: "irsa",
            rolePath: "/mcp/",
            tags: { team: "search", cost: "1" },
        });
    });

    it("gives a role's trust what its kind needs of the cluster, and no more", () => {
        const arn = "arn:aws:eks:eu-central-1:123456789012:cluster/tools";
        const issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC";
        const cluster = { arn, issuer, endpoint: "", certificateAuthority: "" };
        assert.deepEqual(vouching(cluster, { kind: "podIdentity" }), { clusterArn: arn });
        assert.deepEqual(Object.keys(vouching(cluster, undefined)), ["oidcProviderArn"]);
    });
});
