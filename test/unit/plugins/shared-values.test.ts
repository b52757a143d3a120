import assert from "node:assert/strict";
import {
    changesBetween,
    containsUnknown,
    decodeConfig,
    formatPath,
    touches,
    UNKNOWN,
    uniqueName,
} from "../../../local/plugins/shared";
import { fromStruct, secret, toStruct, withoutSecrets } from "../../../local/plugins/shared/values";

describe("plugin values", () => {
    it("drops undefined, which a Struct cannot hold, and keeps null", () => {
        const struct = toStruct({ a: undefined, b: null, c: [1, { d: undefined, e: "x" }] });
        assert.deepEqual(fromStruct(struct), { b: null, c: [1, { e: "x" }] });
    });

    it("finds an unknown at any depth", () => {
        assert.equal(containsUnknown({ a: [{ b: UNKNOWN }] }), true);
        assert.equal(containsUnknown({ a: [{ b: "known" }] }), false);
    });

    it("unwraps secrets at any depth", () => {
        assert.deepEqual(withoutSecrets({ a: secret({ b: [secret("c")] }) }), { a: { b: ["c"] } });
    });

    it("decodes configuration that the SDK encoded as JSON, and leaves other strings alone", () => {
        const decoded = decodeConfig({
            flag: "true",
            list: '[{"a":1}]',
            region: "eu-central-1",
            number: "12",
            broken: "{x",
        });
        assert.deepEqual(decoded, { flag: true, list: [{ a: 1 }], region: "eu-central-1", number: "12", broken: "{x" });
    });

    it("writes paths in the engine's notation", () => {
        assert.equal(
            formatPath(["metadata", "labels", "app.kubernetes.io/name"]),
            'metadata.labels["app.kubernetes.io/name"]',
        );
        assert.equal(formatPath(["spec", "containers", 0, "image"]), "spec.containers[0].image");
    });

    it("tells whether a change touches a pattern: at, under or above it", () => {
        const change = (before: object, after: object) => changesBetween(before as never, after as never)[0] as never;
        assert.equal(
            touches(change({ spec: { selector: { a: 1 } } }, { spec: { selector: { a: 2 } } }), ["spec.selector"]),
            true,
        );
        assert.equal(touches(change({}, { spec: { selector: 1 } }), ["spec.selector"]), true);
        assert.equal(touches(change({ spec: { selectors: 1 } }, { spec: { selectors: 2 } }), ["spec.selector"]), false);
        assert.equal(touches(change({ c: [{ image: 1 }] }, { c: [{ image: 2 }] }), ["c[*].image"]), true);
    });

    it("names by the engine's seed, so that an update takes the name its plan showed", () => {
        const seed = Buffer.from("seed");
        assert.match(uniqueName("web", 8, seed), /^web-[0-9a-f]{8}$/);
        assert.equal(uniqueName("web", 8, seed), uniqueName("web", 8, seed));
        assert.notEqual(uniqueName("web", 8, new Uint8Array()), uniqueName("web", 8, new Uint8Array()));
    });
});
