import assert from "node:assert/strict";
import { isReloader } from "../../../local/external-cluster";

describe("Reloader of a cluster", () => {
    for (const image of [
        "ghcr.io/stakater/reloader:v1.4.19",
        "registry.example.com/mirror/reloader@sha256:abc",
        "reloader",
    ]) {
        it(`is known by the image ${image}`, () => assert.ok(isReloader([{ image: "sidecar" }, { image }])));
    }

    it("is not any image that reloads something", () => {
        for (const image of [
            "quay.io/prometheus-operator/prometheus-config-reloader:v0.85.0",
            "example.com/reloader/other:1",
        ]) {
            assert.ok(!isReloader([{ image }]), image);
        }
        assert.ok(!isReloader(undefined));
    });
});
