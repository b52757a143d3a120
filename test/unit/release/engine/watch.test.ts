import assert from "node:assert/strict";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { engineWatch } from "../../../../release/engine/watch";
import { changedServer } from "../summary/recorded";

const event = (fields: Partial<EngineEvent>): EngineEvent => ({ sequence: 0, timestamp: 0, ...fields });

/** What people read while events come in, the last waiting text behind the lines. */
function told(...events: (Partial<EngineEvent> | number)[]) {
    const lines: string[] = [];
    let waiting = "";
    let time = 0;
    const report = {
        waiting: (text: string) => {
            waiting = text;
        },
        happened: (text: string) => lines.push(text),
    };
    const watch = engineWatch(report, () => time);
    for (const one of events) {
        if (typeof one === "number") time += one;
        else watch(event(one));
    }
    return { lines, waiting };
}

const step = (type: string) => {
    const found = changedServer().find(({ resourcePreEvent }) => resourcePreEvent?.metadata.type === type);
    return found?.resourcePreEvent?.metadata as StepEventMetadata;
};
const server = step("mcp-eks:index:McpServer");
const parents = ["McpServer", "Workload", "ServerSecrets"].map((name) => ({
    resourcePreEvent: { metadata: step(`mcp-eks:index:${name}`) },
}));
const deployment = step("kubernetes:apps/v1:Deployment");
const secret = step("kubernetes:external-secrets.io/v1:ExternalSecret");

const status = (urn: string, message: string, ephemeral: boolean, severity = "info") => ({
    diagnosticEvent: { urn, message, ephemeral, severity: severity as "info", color: "never", prefix: "" },
});

describe("progress of an operation", () => {
    it("tells what was done, and for how long when it took long", () => {
        const { lines, waiting } = told(
            ...parents,
            { resourcePreEvent: { metadata: deployment } },
            { resourcePreEvent: { metadata: secret } },
            1000,
            { resOutputsEvent: { metadata: secret } },
            11_000,
            { resOutputsEvent: { metadata: deployment } },
        );
        assert.deepEqual(lines, ["updated ExternalSecret demo", "updated Deployment demo (12.0 s)"]);
        assert.equal(waiting, "");
    });

    it("says what the longest running one waits for", () => {
        const { waiting } = told(
            ...parents,
            { resourcePreEvent: { metadata: deployment } },
            500,
            { resourcePreEvent: { metadata: secret } },
            status(deployment.urn, "[1/2] Waiting for pods", true),
        );
        assert.equal(waiting, "Deployment demo: [1/2] Waiting for pods, and 1 more");
    });

    it("tells failures, and messages that stay; errors are for the end", () => {
        const { lines } = told(
            ...parents,
            { resourcePreEvent: { metadata: deployment } },
            status(deployment.urn, "deprecated field", false, "warning"),
            status(deployment.urn, "it failed", false, "error"),
            { resOpFailedEvent: { metadata: deployment, status: 1, steps: 1 } },
        );
        assert.deepEqual(lines, ["deprecated field", "✘ failed (update) Deployment demo"]);
    });

    it("tells nothing of components, and nothing of what is only planned", () => {
        const { lines } = told(
            { resourcePreEvent: { metadata: server } },
            { resOutputsEvent: { metadata: server } },
            { resourcePreEvent: { metadata: deployment, planning: true } },
            { resOutputsEvent: { metadata: deployment, planning: true } },
        );
        assert.deepEqual(lines, []);
    });
});
