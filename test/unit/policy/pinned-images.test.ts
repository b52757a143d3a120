import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { pinnedImages } from "../../../policy/rules/pinned-images";
import { container, image, running, said } from "./judged";

const of = (name: unknown, development = false) =>
    said(pinnedImages, running(container({ image: name })), { development });

describe("policy rule pinned-images", () => {
    it("passes a digest, whatever the tag beside it", () => {
        assert.deepEqual(of(image), []);
        assert.deepEqual(of(image.replace("@", ":latest@")), []);
    });

    for (const name of ["ghcr.io/x/y", "ghcr.io/x/y:latest", "localhost:5000/y"]) {
        it(`refuses ${name}, in development too`, () => {
            assert.equal(of(name).length, 1);
            assert.deepEqual(of(name, true), [
                `spec.template.spec.containers[0].image is "${name}"; it has a tag other than "latest", or a digest`,
            ]);
        });
    }

    it("refuses a tag but in development", () => {
        assert.match(of("ghcr.io/x/y:1.0")[0] ?? "", /it has a digest/);
        assert.deepEqual(of("ghcr.io/x/y:1.0", true), []);
    });

    it("says nothing of an image that is not known yet", () => assert.deepEqual(of(unknownValue), []));
});
