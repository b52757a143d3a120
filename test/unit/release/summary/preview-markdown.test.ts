import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { changesIn, unchangedIn } from "../../../../release/summary/changes";
import type { ConfigDifference } from "../../../../release/summary/config-diff";
import { diagnosticsIn } from "../../../../release/summary/diagnostics";
import { policyFindings } from "../../../../release/summary/policy";
import { commentLimit, type PreviewSummary, previewMarkdown } from "../../../../release/summary/preview-markdown";
import { changedServer, policyEvent, secretValue, withStep } from "./recorded";

const deployment = "kubernetes:apps/v1:Deployment";

function summary(events: EngineEvent[], more: Partial<PreviewSummary> = {}): PreviewSummary {
    return {
        stack: "staging",
        changes: changesIn(events),
        unchanged: unchangedIn(events),
        findings: policyFindings(events),
        diagnostics: diagnosticsIn(events),
        config: [],
        ...more,
    };
}

const markdownOf = (events: EngineEvent[], more?: Partial<PreviewSummary>) => previewMarkdown(summary(events, more));

describe("Markdown of a preview", () => {
    it("begins with the hidden line by which its comment is found, then counts what changes", () => {
        assert.match(
            markdownOf(changedServer()),
            /^<!-- mcp-eks:preview:staging -->\n\n### Preview of `staging`: 3 replaced, 2 deleted, 4 changed\n/,
        );
    });

    it("tells replacements and deletions before anything else, with the fields that cause them", () => {
        const markdown = markdownOf(changedServer());
        const table = markdown.slice(markdown.indexOf("#### Replaced and deleted"), markdown.indexOf("#### Server"));
        assert.match(
            table,
            /\| \*\*replaced\*\* \| `demo` \| ConfigMap `demo` \| `data.LOG_LEVEL`, `metadata.name` \|/,
        );
        assert.match(table, /\| \*\*deleted\*\* \| `demo` \| secretsmanager Secret `demo-DEMO_TOKEN` \|/);
        assert.ok(table.indexOf("replaced**") < table.indexOf("deleted**"));
        assert.equal(table.match(/ConfigMap/g)?.length, 1, "the steps of one replacement are one row");
    });

    it("says which image a server runs and what it will be built as", () => {
        assert.match(
            markdownOf(changedServer()),
            /Image: `localhost:5000\/mcp\/staging\/demo@sha256:[0-9a-f]{64}` → `localhost:5000\/mcp\/staging\/demo:src-[0-9a-f]{12}, built by the update`/,
        );
    });

    it("shows fields before and after, and says what nobody knows yet", () => {
        const markdown = markdownOf(changedServer());
        assert.match(
            markdown,
            /^- +spec.rules\[0\].http.paths\[0\].path: "\/staging\/mcp"\n\+ .*: "\/staging2\/mcp"$/m,
        );
        assert.match(markdown, /^\+ +secretString: \(known after the update\)$/m);
    });

    it("never shows a secret, whatever the engine hands over", () => {
        const events = withStep(changedServer(), deployment, (step) => {
            const path = "spec.template.spec.containers[0].env[1].value";
            step.detailedDiff = { [path]: step.detailedDiff?.[path] as never };
            for (const [state, text] of [
                [step.old, "old-plain-text"],
                [step.new, "new-plain-text"],
            ] as const) {
                if (state) state.inputs.spec.template.spec.containers[0].env[1].value = secretValue(text);
            }
        });
        const markdown = markdownOf(events);
        assert.match(markdown, /env\[1\].value: \(secret\)$/m);
        assert.doesNotMatch(markdown, /plain-text/);
    });

    it("is the same text in whatever order the engine comes to the resources", () => {
        const [first, ...rest] = changedServer();
        assert.equal(markdownOf([first as EngineEvent, ...rest.reverse()]), markdownOf(changedServer()));
    });

    it("says that nothing changes", () => {
        const same = changedServer().filter(({ resourcePreEvent }) => resourcePreEvent?.metadata.op === "same");
        assert.match(
            markdownOf(same),
            /### Preview of `staging`: nothing changes\n\n12 resources stay as they are\.\n$/,
        );
    });

    it("lists findings of policies with their server, mandatory ones first", () => {
        const events = changedServer();
        events.push(
            policyEvent(events, deployment, "resource-limits", "warning", "no limit of <b>memory</b> | @team"),
            policyEvent(events, deployment, "pinned-images", "mandatory", "image has no digest"),
        );
        const markdown = markdownOf(events);
        assert.match(markdown, /2 found\. A mandatory one ends the update\./);
        assert.match(
            markdown,
            /\| \*\*mandatory\*\* \| `demo` \| Deployment `demo` \| `pinned-images` \| image has no digest \|/,
        );
        assert.ok(markdown.indexOf("pinned-images") < markdown.indexOf("resource-limits"));
        assert.match(markdown, /no limit of \\<b\\>memory\\<\/b\\> \\\| @\u200bteam/, "no text of others is mark-up");
    });

    it("warns of protected resources that would have to go", () => {
        const events = withStep(changedServer(), "aws:secretsmanager/secret:Secret", (step) => {
            if (step.old) step.old.protect = true;
        });
        assert.match(markdownOf(events), /Secret `demo-DEMO_TOKEN` \| \*\*protected: the update will be refused\*\*/);
    });

    it("says why a preview ended early", () => {
        const markdown = markdownOf([], { failure: "the cluster ``` cannot be reached" });
        assert.match(markdown, /### Failed preview of `staging`.*\n\nIt ended early:\n\n {4}the cluster ``` cannot/);
    });

    it("shows the configuration that differs from the last update's", () => {
        const config: ConfigDifference[] = [{ path: "mcp-eks:servers.demo.path", before: "/a", after: undefined }];
        assert.match(
            markdownOf([], { config }),
            /#### Configuration since the last update\n\n```diff\n- mcp-eks:servers.demo.path: "\/a"\n```/,
        );
    });

    it("stays within what a comment on GitHub takes, and says what was left out", () => {
        const [change] = changesIn(changedServer()).filter(({ resource }) => resource.type === deployment);
        assert.ok(change);
        const many = (count: number) =>
            Array.from({ length: count }, (_, index) => ({
                ...change,
                resource: {
                    ...change.resource,
                    name: `server-${index}`,
                    server: `server-${index}`,
                    urn: `${change.resource.urn}-${index}`,
                },
            }));
        const texts: Record<number, RegExp> = {
            100: /_The fields that change are left out, as the whole would be too long for a comment: `release preview staging`\._\n$/,
            300: /_Resources and their fields are left out, as/,
            5000: /…and 4960 more servers\.\n\n_Most of the changes are left out, as/,
        };
        for (const [count, leftOut] of Object.entries(texts)) {
            const markdown = markdownOf([], { changes: many(Number(count)) });
            assert.match(markdown, leftOut);
            assert.ok(markdown.length <= commentLimit, `${count} servers took ${markdown.length} characters`);
        }
        const long = { path: "data.text", before: "x".repeat(900), after: "y".repeat(900), replaces: false };
        const wordy = many(25).map((one) => ({ ...one, properties: [...one.properties, long, long] }));
        assert.match(markdownOf([], { changes: wordy }), /_Long values are cut, as/);
    });
});
