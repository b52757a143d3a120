import assert from "node:assert/strict";
import { readOnlyRoot } from "../../../policy/rules/read-only-root";
import { container, deployment, pod, running, said, secured } from "./judged";

const writable = secured({ readOnlyRootFilesystem: false });
const explained = (reason: string) => ({ annotations: { "mcp-eks/writable-root-filesystem": reason } });

describe("policy rule read-only-root", () => {
    it("passes a root file system that cannot be written", () => {
        assert.deepEqual(said(readOnlyRoot, running(container())), []);
    });

    it("refuses one that can, and one of which nothing is said", () => {
        assert.deepEqual(said(readOnlyRoot, running(writable)), [
            "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem is false; it is true, or the pod's mcp-eks/writable-root-filesystem says why not",
        ]);
        assert.equal(said(readOnlyRoot, running(secured({ readOnlyRootFilesystem: undefined }))).length, 1);
    });

    it("passes one whose pod says why; an empty reason is none", () => {
        const of = (reason: string) =>
            said(readOnlyRoot, deployment(pod({ containers: [writable] }, explained(reason))));
        assert.deepEqual(of("the image writes its own files on start"), []);
        assert.equal(of("").length, 1);
    });

    it("wants the reason on the pods, where it is found, and not on the Deployment", () => {
        assert.equal(
            said(readOnlyRoot, deployment(pod({ containers: [writable] }), explained("because it must"))).length,
            1,
        );
    });
});
