import assert from "node:assert/strict";
import { standardLabels } from "../../../policy/rules/standard-labels";
import { deployment, labels, pod, said } from "./judged";

const service = (metadata: object) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "github-mcp", ...metadata },
});

describe("policy rule standard-labels", () => {
    it("passes a workload that has them, itself and on its pods", () => {
        assert.deepEqual(said(standardLabels, deployment()), []);
    });

    it("refuses a workload that has them only on its pods, and one that has them only itself", () => {
        assert.equal(said(standardLabels, deployment(pod(), { labels: {} })).length, 4);
        assert.equal(said(standardLabels, deployment(pod({}, { labels: undefined }))).length, 4);
    });

    it("names the label that is missing, and takes an empty one for missing", () => {
        const { "app.kubernetes.io/name": _name, ...rest } = labels;
        assert.deepEqual(said(standardLabels, deployment(pod(), { labels: rest })), [
            'metadata.labels["app.kubernetes.io/name"] is not set; the label has a value',
        ]);
        const object = deployment(pod(), { labels: { ...labels, "app.kubernetes.io/name": "" } });
        assert.equal(said(standardLabels, object).length, 1);
    });

    it("looks at Services", () => {
        assert.deepEqual(said(standardLabels, service({ labels })), []);
        assert.equal(said(standardLabels, service({ labels: { app: "github" } })).length, 4);
    });

    it("looks at the jobs of a CronJob and at their pods", () => {
        const jobTemplate = { spec: { template: pod() } };
        const cronJob = { apiVersion: "batch/v1", kind: "CronJob", metadata: { labels }, spec: { jobTemplate } };
        assert.match(said(standardLabels, cronJob)[0] ?? "", /^spec\.jobTemplate\.metadata\.labels/);
    });
});
