import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { immutableEcr } from "../../../policy/rules/immutable-ecr";
import { saidOf } from "./judged";

const excluding = (...filters: unknown[]) => ({
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filter, filterType: "WILDCARD" })),
});

describe("policy rule immutable-ecr", () => {
    it("passes tags that cannot be pushed again, but for those of copies and signatures", () => {
        assert.deepEqual(saidOf(immutableEcr, { imageTagMutability: "IMMUTABLE" }), []);
        assert.deepEqual(saidOf(immutableEcr, excluding("copy-*", "sha256-*")), []);
    });

    it("refuses tags that can, also by default", () => {
        assert.deepEqual(saidOf(immutableEcr, { imageTagMutability: "MUTABLE" }), [
            'imageTagMutability is "MUTABLE"; it is IMMUTABLE or IMMUTABLE_WITH_EXCLUSION',
        ]);
        assert.equal(saidOf(immutableEcr, {}).length, 1);
        assert.equal(saidOf(immutableEcr, { imageTagMutability: "MUTABLE_WITH_EXCLUSION" }).length, 1);
    });

    it("refuses other exclusions", () => {
        assert.deepEqual(saidOf(immutableEcr, excluding("copy-*", "*")), [
            'imageTagMutabilityExclusionFilters[1].filter is "*"; what may be pushed again is copy-* and sha256-*',
        ]);
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(saidOf(immutableEcr, { ...excluding(unknownValue), imageTagMutability: unknownValue }), []);
    });
});
