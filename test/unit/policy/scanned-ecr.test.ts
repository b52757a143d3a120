import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { scannedEcr } from "../../../policy/rules/scanned-ecr";
import { saidOf } from "./judged";

const scanning = (scanOnPush: unknown) => ({ imageScanningConfiguration: { scanOnPush } });

describe("policy rule scanned-ecr", () => {
    it("passes a repository that is scanned on push", () => assert.deepEqual(saidOf(scannedEcr, scanning(true)), []));

    it("refuses one that is not, and one of which nothing is said", () => {
        assert.deepEqual(saidOf(scannedEcr, scanning(false)), [
            "imageScanningConfiguration.scanOnPush is false; it is true, unless the registry itself scans all images",
        ]);
        assert.equal(saidOf(scannedEcr, {}).length, 1);
    });

    it("says nothing of what is not known yet", () => assert.deepEqual(saidOf(scannedEcr, scanning(unknownValue)), []));
});
