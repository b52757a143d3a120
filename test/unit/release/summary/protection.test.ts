import assert from "node:assert/strict";
import { changesIn } from "../../../../release/summary/changes";
import { protectionText } from "../../../../release/summary/protection";
import { destroyMarkdown, updateMarkdown } from "../../../../release/summary/update-markdown";
import { changedServer, withStep } from "./recorded";

const secret = "aws:secretsmanager/secret:Secret";

describe("protected resources", () => {
    it("keep a stack from being deleted, each by its name, with how they are let go", () => {
        const events = withStep(changedServer(), secret, (step) => {
            if (step.old) step.old.protect = true;
        });
        const text = protectionText("staging", changesIn(events)) ?? "";
        assert.match(
            text,
            /^Stack "staging" has 1 protected resource; nothing was deleted:\n {2}secretsmanager Secret demo-/,
        );
        assert.match(text, /\n {4}urn:pulumi:staging::mcp-eks::\S+::demo-DEMO_TOKEN\n/);
        assert.match(text, /pulumi state unprotect --stack staging/);
    });

    it("are no matter where there are none", () => {
        assert.equal(protectionText("staging", changesIn(changedServer())), undefined);
    });
});

describe("what was done", () => {
    it("is counted and named, replacements first", () => {
        const markdown = updateMarkdown("staging", changesIn(changedServer()));
        assert.match(
            markdown,
            /^### `staging` is updated: 3 replaced, 2 deleted, 4 changed\n\n```diff\n! demo: ConfigMap demo\n/,
        );
        assert.match(markdown, /\n- demo: secretsmanager Secret demo-DEMO_TOKEN\n/);
    });

    it("says of a stack that is gone what stays", () => {
        assert.equal(
            destroyMarkdown("staging", [], true),
            "### `staging` is destroyed: there was nothing to delete. The stack itself and its release record are removed; its configuration file is yours.\n\n",
        );
    });
});
