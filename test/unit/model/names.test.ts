import assert from "node:assert/strict";
import { objectLabels, selectorLabels } from "../../../components/model/labels";
import { objectName, repositoryName, serverNameProblems } from "../../../components/model/names";

describe("names", () => {
    for (const name of ["demo", "a", "my-server-2", "a".repeat(40)]) {
        it(`takes "${name}" for a server`, () => assert.deepEqual(serverNameProblems(name), []));
    }

    for (const name of ["", "Demo", "2fast", "-demo", "demo-", "my_server", "a".repeat(41), "demo.mcp"]) {
        it(`refuses "${name}" for a server`, () => assert.equal(serverNameProblems(name)[0]?.found, name));
    }

    it("keeps the longest server's Service and role within Kubernetes' 63 and IAM's 64 characters", () => {
        const pulumiSuffix = "-1a2b3c4";
        assert.ok(objectName("a".repeat(40)).length <= 63);
        assert.ok((objectName("a".repeat(40)) + pulumiSuffix).length <= 64);
    });

    it("keeps the repositories of two stacks apart, in the lower case that ECR asks for", () => {
        assert.equal(repositoryName("Staging", "demo"), "mcp/staging/demo");
    });
});

describe("labels", () => {
    it("selects pods by name and component only, as a selector can never change", () => {
        assert.deepEqual(selectorLabels("demo"), {
            "app.kubernetes.io/name": "demo-mcp",
            "app.kubernetes.io/component": "mcp-server",
        });
    });

    it("has every object selected by its own labels", () => {
        const labels = objectLabels("demo");
        for (const [label, value] of Object.entries(selectorLabels("demo"))) assert.equal(labels[label], value);
    });
});
