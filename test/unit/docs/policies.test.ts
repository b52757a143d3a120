import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../local/paths";
import { awsRules, kubernetesRules } from "../../../policy/rules";

const page = readFileSync(join(repositoryDir, "docs", "policies.md"), "utf8");
const [, table = ""] = page.split("| rule | asks | why | in the cluster | change it |\n");
const rows = (table.split("\n\n")[0] ?? "")
    .split("\n")
    .slice(1)
    .map((line) => line.split(" | "));

describe("docs/policies.md", () => {
    it("has every rule of the policy pack and no other", () => {
        const rules = [...kubernetesRules, ...awsRules].map(({ name }) => `| \`${name}\``);
        assert.deepEqual(rows.map(([rule]) => rule).sort(), rules.sort());
    });

    it("says of every rule whether the cluster asks it too", () => {
        const asked = kubernetesRules.filter(({ admission }) => !("notSeen" in admission)).map(({ name }) => name);
        const said = rows.filter((row) => row[3] === "yes").map(([rule = ""]) => rule.replace(/[|` ]/g, ""));
        assert.deepEqual(said.sort(), asked.sort());
    });
});
