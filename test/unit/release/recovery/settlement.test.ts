import assert from "node:assert/strict";
import { decide } from "../../../../release/recovery/decision";
import { revived, settle } from "../../../../release/recovery/settlement";
import type { Deployment, StateResource } from "../../../../release/recovery/state";
import { begun, made, state } from "./states";

const repository = (name: string) => begun("aws:ecr/repository:Repository", { name });
const settled = (deployment: Deployment) => settle(deployment, decide(deployment));
/** Of those that are neither the component nor the provider. */
const own = ({ resources = [] }: Deployment) => resources.slice(2);
const shape = (resources: StateResource[]) =>
    resources.map(({ id, delete: isOld = false, outputs }) => ({ id, isOld, isRead: outputs !== undefined }));

describe("the state after a killed run's operations are settled", () => {
    it("has what was created, without outputs, so that it is read before it is used", () => {
        const deployment = state([], [{ type: "creating", resource: repository("new") }]);
        const { deployment: after, reread } = settled(deployment);
        assert.deepEqual(after.pending_operations, []);
        assert.deepEqual(shape(own(after)), [{ id: "new", isOld: false, isRead: false }]);
        assert.deepEqual(reread, [repository("new").urn]);
    });

    it("has a new one in front of the one that it replaces, which goes with the next update", () => {
        const dependent = made(
            begun("docker:index/image:Image", {}, { dependencies: [repository("old").urn] }),
            "image",
        );
        const resources = [made(repository("old"), "old"), dependent];
        const { deployment, replaced } = settled(state(resources, [{ type: "creating", resource: repository("new") }]));
        assert.deepEqual(shape(own(deployment)), [
            { id: "new", isOld: false, isRead: false },
            { id: "old", isOld: true, isRead: true },
            { id: "image", isOld: false, isRead: true },
        ]);
        assert.deepEqual(replaced, [{ urn: repository("old").urn, id: "old" }]);
    });

    it("has a new one in place of one that was deleted before", () => {
        const tombstone = { ...made(repository("same"), "same"), pendingReplacement: true };
        const { deployment, replaced } = settled(
            state([tombstone], [{ type: "creating", resource: repository("same") }]),
        );
        assert.deepEqual(shape(own(deployment)), [{ id: "same", isOld: false, isRead: false }]);
        assert.equal(own(deployment)[0]?.pendingReplacement, undefined);
        assert.deepEqual(replaced, []);
    });

    it("depends on nothing that is not in it", () => {
        const version = "urn:of:a:secret:version:that:was:not:written";
        const dependencies = [version, state([]).resources?.[0]?.urn ?? ""];
        const propertyDependencies = { spec: [version] };
        const resource = begun(
            "kubernetes:external-secrets.io/v1:ExternalSecret",
            { metadata: { name: "s", namespace: "n" } },
            { dependencies, propertyDependencies },
        );
        const [adopted] = own(settled(state([], [{ type: "creating", resource }])).deployment);
        assert.deepEqual(adopted?.dependencies, dependencies.slice(1));
        assert.deepEqual(adopted?.propertyDependencies, { spec: [] });
    });

    it("is read where it was being changed, and where an earlier recovery did not come to it", () => {
        const changed = made(begun("aws:iam/role:Role", { name: "r" }), "r");
        const leftUnread = { ...repository("new"), id: "new" };
        const { reread } = settled(state([changed, leftUnread], [{ type: "updating", resource: changed }]));
        assert.deepEqual(reread.sort(), [changed.urn, leftUnread.urn].sort());
    });

    it("keeps the old one after all when the new one turns out not to exist", () => {
        const pending: Deployment["pending_operations"] = [{ type: "creating", resource: repository("new") }];
        const { deployment, replaced } = settled(state([made(repository("old"), "old")], pending));
        assert.equal(revived(deployment, replaced), undefined);
        const found = { ...deployment, resources: deployment.resources?.filter(({ id }) => id !== "new") };
        const alive = revived(found, replaced);
        assert.deepEqual(alive && shape(own(alive)), [{ id: "old", isOld: false, isRead: true }]);
    });
});
