import assert from "node:assert/strict";
import { noSecretObjects } from "../../../policy/rules/no-secret-objects";
import { said } from "./judged";

const secret = (content: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "github" }, ...content });

describe("policy rule no-secret-objects", () => {
    it("refuses a Secret whose content the program knows, and does not repeat it", () => {
        const [problem = ""] = said(noSecretObjects, secret({ stringData: { token: "hunter2" } }));
        assert.match(problem, /^stringData\.token is "\(hidden\)"/);
        assert.equal(said(noSecretObjects, secret({ data: { a: "aHVudGVyMg==", b: "aHVudGVyMg==" } })).length, 2);
    });

    it("passes a Secret that somebody else fills", () => {
        const type = "kubernetes.io/service-account-token";
        assert.deepEqual(said(noSecretObjects, secret({ type })), []);
    });
});
