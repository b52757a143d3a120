import assert from "node:assert/strict";
import { dashboard } from "../../components/model/dashboard";
import { tool } from "../support/tools";
import { checkRules } from "./promtool";

describe("Grafana dashboard", function () {
    this.timeout(900_000);
    before(async function () {
        this.timeout(900_000);
        await tool("promtool");
    });

    for (const { title, targets } of dashboard("mcp-prod").panels) {
        for (const { expr, refId } of targets) {
            it(`asks what Prometheus understands: ${title} ${refId}`, async () => {
                // As Grafana fills them in.
                const query = expr.replaceAll("$__rate_interval", "2m").replaceAll("$server", "github|demo");
                assert.doesNotMatch(query, /\$/);
                const rule = { record: "panel", expr: query };
                assert.equal(await checkRules({ groups: [{ name: "dashboard", rules: [rule] }] }), "");
            });
        }
    }
});
