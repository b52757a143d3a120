import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eksClientConfig, kubeConfigOf } from "../../../release/cluster";
import type { StackConfig } from "../../../stacks/config";

describe("the cluster of a stack", () => {
    const directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    const { KUBECONFIG, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    const ambient = { KUBECONFIG, AWS_REGION, AWS_DEFAULT_REGION };
    const stack = (cluster: StackConfig["cluster"], values: Record<string, string> = {}) => ({
        config: { cluster } as StackConfig,
        settings: { values, secretKeys: [] },
    });

    before(() => {
        const place = (name: string) => ({ name, cluster: { server: `https://${name}.example` } });
        const clusters = [place("one"), place("two")];
        const contexts = clusters.map(({ name }) => ({
            name: `${name}-context`,
            context: { cluster: name, user: "me" },
        }));
        const config = { clusters, contexts, users: [{ name: "me", user: {} }], "current-context": "one-context" };
        process.env.KUBECONFIG = join(directory, "config");
        writeFileSync(process.env.KUBECONFIG, JSON.stringify(config));
        delete process.env.AWS_REGION;
        delete process.env.AWS_DEFAULT_REGION;
    });

    after(() => {
        for (const [name, value] of Object.entries(ambient)) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
        rmSync(directory, { recursive: true });
    });

    it("is the context of its configuration, whichever is the current one", async () => {
        const found = await kubeConfigOf(stack({ name: "eks", context: "two-context" }));
        assert.equal(found.getCurrentCluster()?.server, "https://two.example");
    });

    it("is refused when the kubeconfig has no such context, or the region is not known", async () => {
        await assert.rejects(
            kubeConfigOf(stack({ name: "eks", context: "three" })),
            /mcp-eks:cluster: context is "three"; the kubeconfig has one-context, two-context$/,
        );
        await assert.rejects(kubeConfigOf(stack({ name: "eks" })), /"eks" is in no known region; set aws:region/);
    });

    it("is asked for as the stack's AWS provider would", () => {
        assert.deepEqual(eksClientConfig("eu-central-1", {}), { region: "eu-central-1" });
        const values = {
            "aws:endpoints": '[{"ecr":"http://ecr","eks":"http://eks"}]',
            "aws:profile": "prod",
            "aws:accessKey": "key",
            "aws:secretKey": "secret",
        };
        assert.deepEqual(eksClientConfig("eu-central-1", values), {
            region: "eu-central-1",
            endpoint: "http://eks",
            profile: "prod",
            credentials: { accessKeyId: "key", secretAccessKey: "secret" },
        });
    });
});
