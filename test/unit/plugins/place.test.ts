import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standInMark } from "../../../local/plugins/bundle";
import { occupant, placeBuiltCli, placeStandIn } from "../../../local/plugins/place";
import { standIns } from "../../../local/plugins/stand-ins";

describe("placing Pulumi plugins", () => {
    let dir: string;
    const path = (name: string) => join(dir, name);
    const file = (name: string, text: string) => {
        mkdirSync(join(path(name), ".."), { recursive: true });
        writeFileSync(path(name), text);
        return path(name);
    };
    const bundle = (text: string) => file(`cache/${text}`, `#!/usr/bin/env node\n${standInMark}: test\n${text}`);
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "pulumi-home-"));
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("puts a stand-in where nothing is, executable, and a newer one in its place", () => {
        placeStandIn(bundle("one"), path("home/plugin"));
        assert.equal(occupant(path("home/plugin")), "stand-in");
        assert.ok(statSync(path("home/plugin")).mode & 0o100);
        placeStandIn(bundle("two"), path("home/plugin"));
        assert.match(readFileSync(path("home/plugin"), "utf8"), /two$/);
    });

    it("keeps an official plugin that somebody put there", () => {
        file("home/plugin", "\x7fELF official");
        placeStandIn(bundle("one"), path("home/plugin"));
        assert.equal(readFileSync(path("home/plugin"), "utf8"), "\x7fELF official");
        assert.equal(occupant(path("home/plugin")), "official");
    });

    it("looks for providers under the version of the installed npm package", () => {
        const [language, ...providers] = standIns().map(({ place }) => place);
        assert.equal(language, "bin/pulumi-language-nodejs");
        for (const place of providers)
            assert.match(place, /^plugins\/resource-([a-z]+)-v\d+\.\d+\.\d+\/pulumi-resource-\1$/);
    });

    it("replaces a CLI that it built before, and not one that somebody else put there", () => {
        const home = path("home/bin/pulumi");
        placeBuiltCli(file("tools/old", "old build"), home);
        placeBuiltCli(file("tools/new", "newer build"), home);
        assert.equal(readFileSync(home, "utf8"), "newer build");
        rmSync(home);
        writeFileSync(home, "official CLI");
        utimesSync(home, 1, 1);
        placeBuiltCli(path("tools/new"), home);
        assert.equal(readFileSync(home, "utf8"), "official CLI");
        assert.ok(existsSync(`${home}.built`));
    });
});
