import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { manifests } from "../support/manifests";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;

/** What stands as zeros in manifests, and the count of changes that setting it makes. */
const onlyKnownAfterUp =
    /^[+-]\s+(generation: |(- )?image: |eks\.amazonaws\.com\/role-arn: |mcp-eks\/secret-versions: )/;

describe("manifests of a stack that is deployed", function () {
    this.timeout(20 * minutes);
    let stack: TestStack;
    let differences: string[];

    before(async () => {
        stack = await TestStack.create("manifests-live");
        stack.configure([["mcp-eks:servers", "demo", "path"], "/manifests-live/mcp"]);
        succeeded(await stack.up());
        const configFile = join(stack.directory, `Pulumi.${stack.name}.yaml`);
        const text = await manifests("--stack", stack.name, "--config-file", configFile);
        const diff = await execa("kubectl", ["diff", "--server-side", "--force-conflicts", "-f", "-"], {
            input: text,
            reject: false,
        });
        assert.ok((diff.exitCode ?? 2) <= 1, diff.stderr);
        differences = diff.stdout.split("\n").filter((line) => /^[+-](?![+-]{2} )/.test(line));
    });
    after(() => stack?.cleanUp());

    it("are the objects of the cluster, but for what only AWS and the registry know", () => {
        assert.deepEqual(
            differences.filter((line) => !onlyKnownAfterUp.test(line)),
            [],
        );
    });

    it("are compared with the cluster's at all", () => {
        assert.ok(differences.some((line) => /image: .*@sha256:0{64}$/.test(line)));
    });
});
