import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { placement } from "../../../policy/rules/placement";
import { deployment, pod, said } from "./judged";

const inAgentic = { namespaces: ["ai-platform"], clusters: ["agentic"], cluster: "agentic" };

describe("policy rule placement", () => {
    it("passes an MCP server in an allowed namespace of an allowed cluster", () => {
        assert.deepEqual(said(placement, deployment(pod(), { namespace: "ai-platform" }), inAgentic), []);
    });

    it("passes any place when none is named", () => assert.deepEqual(said(placement, deployment()), []));

    it("refuses another namespace, and none", () => {
        assert.deepEqual(said(placement, deployment(), inAgentic), [
            'metadata.namespace is "mcp-prod"; allowed namespaces are ai-platform',
        ]);
        assert.equal(said(placement, deployment(pod(), { namespace: undefined }), inAgentic).length, 1);
    });

    it("refuses another cluster, and one that is not named", () => {
        const of = (cluster?: string) => said(placement, deployment(), { clusters: ["agentic"], cluster });
        assert.deepEqual(of("monit"), ['mcp-eks:cluster.name is "monit"; allowed clusters are agentic']);
        assert.equal(of().length, 1);
        assert.match(said(placement, deployment(), { clusters: [], cluster: "prod" })[0] ?? "", /there are no allowed/);
    });

    it("knows an MCP server by its pods as well", () => {
        assert.equal(said(placement, deployment(pod(), { labels: {} }), inAgentic).length, 1);
    });

    it("leaves other workloads where they are", () => {
        const proxy = { labels: { "app.kubernetes.io/component": "proxy" } };
        assert.deepEqual(said(placement, deployment(pod({}, proxy), proxy), inAgentic), []);
    });

    it("says nothing of a namespace that is not known yet", () => {
        assert.deepEqual(said(placement, deployment(pod(), { namespace: unknownValue }), inAgentic), []);
    });
});
