import assert from "node:assert/strict";
import {
    containerSecurityContext,
    podSecurityContext,
    securityAnnotations,
    securityProblems,
} from "../../../components/model/pod-security";

describe("pod security", () => {
    it("runs as the user and the group that are named; the group owns the volumes", () => {
        const { runAsUser, runAsGroup, fsGroup } = podSecurityContext({ userId: 10_001, groupId: 10_002 });
        assert.deepEqual([runAsUser, runAsGroup, fsGroup], [10_001, 10_002, 10_002]);
        const container = containerSecurityContext({ userId: 10_001 });
        assert.deepEqual([container.runAsUser, container.runAsGroup], [10_001, 10_001]);
    });

    it("lets the root file system be written for a reason only, and says it", () => {
        assert.equal(containerSecurityContext().readOnlyRootFilesystem, true);
        assert.deepEqual(securityAnnotations(), {});
        const writableRootReason = "the vendor's image writes its cache beside its code";
        assert.equal(containerSecurityContext({ writableRootReason }).readOnlyRootFilesystem, false);
        assert.deepEqual(Object.values(securityAnnotations({ writableRootReason })), [writableRootReason]);
    });

    it("stays restricted whatever is asked for", () => {
        const { allowPrivilegeEscalation, capabilities, runAsNonRoot } = containerSecurityContext({
            userId: 1,
            writableRootReason: "the vendor's image writes its cache beside its code",
        });
        assert.deepEqual([allowPrivilegeEscalation, capabilities.drop, runAsNonRoot], [false, ["ALL"], true]);
    });

    for (const args of [
        { userId: 0 },
        { groupId: 0 },
        { userId: -1 },
        { userId: 4_294_967_296 },
        { userId: 1.5 },
        { writableRootReason: "" },
        { writableRootReason: "because" },
    ]) {
        it(`refuses ${JSON.stringify(args)}`, () => assert.equal(securityProblems(args).length, 1));
    }
});
