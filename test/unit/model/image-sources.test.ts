import assert from "node:assert/strict";
import { codeChecksum, codeProblems } from "../../../components/model/image-code";
import { allowedProblems, prebuiltProblems } from "../../../components/model/image-prebuilt";
import { copyTag, isAllowed, parseReference, versionLabel } from "../../../components/model/image-reference";
import { type Problem, problemText } from "../../../components/model/problem";

const digest = `sha256:${"0a".repeat(32)}`;
const always = () => true;
const said = (problems: Problem[]) => problems.map((problem) => problemText("x", problem));

describe("image reference", () => {
    const references: Record<string, ReturnType<typeof parseReference>> = {
        "mcp/brave-search:2.0.1": {
            registry: "docker.io",
            repository: "mcp/brave-search",
            tag: "2.0.1",
            digest: undefined,
        },
        [`node@${digest}`]: { registry: "docker.io", repository: "library/node", tag: undefined, digest },
        [`ghcr.io/a/b/c:v1@${digest}`]: { registry: "ghcr.io", repository: "a/b/c", tag: "v1", digest },
        "localhost:5000/demo:1": { registry: "localhost:5000", repository: "demo", tag: "1", digest: undefined },
        "my-registry.example.com/demo": {
            registry: "my-registry.example.com",
            repository: "demo",
            tag: undefined,
            digest: undefined,
        },
    };
    for (const [text, parts] of Object.entries(references)) {
        it(`${text.slice(0, 30)} is taken apart as Docker does`, () => assert.deepEqual(parseReference(text), parts));
    }

    for (const text of ["", "Mcp/Brave", "ghcr.io/", "ghcr.io/a:b:c", "ghcr.io/a@sha256:12", "a b"]) {
        it(`"${text}" is none`, () => assert.equal(parseReference(text), undefined));
    }
});

describe("list of what nodes may pull directly", () => {
    const isOnList = (image: string, ...allowed: string[]) => {
        const reference = parseReference(image);
        assert.ok(reference);
        return isAllowed(reference, allowed);
    };

    it("names registries, paths and repositories", () => {
        for (const entry of ["ghcr.io", "ghcr.io/team", "ghcr.io/team/server", "ghcr.io/team/"]) {
            assert.ok(isOnList("ghcr.io/team/server:1", entry), entry);
        }
    });

    it("allows no other whose name begins the same", () => {
        assert.ok(!isOnList("ghcr.io/team-evil/server:1", "ghcr.io/team"));
        assert.ok(!isOnList("ghcr.io.evil.com/team/server:1", "ghcr.io"));
        assert.ok(!isOnList("evil/server:1", "ghcr.io", "docker.io/mcp"));
    });

    it("has no wildcards and no tags", () => {
        const problems = said(allowedProblems(["*", "docker.io/*", "ghcr.io/a:1", "mcp/fetch", "ghcr.io/a"]));
        assert.deepEqual(
            problems.map((text) => text.replace(/ is .*/, "")),
            ["x: allowed[0]", "x: allowed[1]", "x: allowed[2]", "x: allowed[3]"],
        );
    });
});

describe("pre-built image", () => {
    const problems = (args: Parameters<typeof prebuiltProblems>[0]) => said(prebuiltProblems(args, always));

    it("may be copied by a digest, or by a tag that is looked up", () => {
        assert.deepEqual(problems({ image: `mcp/fetch@${digest}` }), []);
        assert.deepEqual(problems({ image: "mcp/fetch:1.0" }), []);
    });

    for (const image of ["mcp/fetch", "mcp/fetch:latest"]) {
        it(`is not ${image}, which is another image tomorrow`, () =>
            assert.match(problems({ image }).join(), /image is "mcp\/fetch.*pinned by a digest/));
    }

    it("keeps the digest of latest, which then is only a name", () =>
        assert.deepEqual(problems({ image: `mcp/fetch:latest@${digest}` }), []));

    it("is pulled directly when it is on the list, and only then", () => {
        const image = `ghcr.io/team/server@${digest}`;
        assert.deepEqual(problems({ image, via: "direct", allowed: ["ghcr.io/team"] }), []);
        assert.match(
            problems({ image, via: "direct" }).join(),
            /list images\.allowed .* which is empty; have it copied/,
        );
        assert.match(problems({ image, via: "direct", allowed: ["quay.io"] }).join(), /which has quay\.io/);
    });

    it("comes by a cache where there is one for its registry", () => {
        const image = `ghcr.io/team/server@${digest}`;
        assert.match(
            problems({ image, via: "cache" }).join(),
            /via is "cache"; there is no cache for the registry of ghcr/,
        );
        assert.deepEqual(problems({ image, via: "cache", cacheUrl: "ecr.example.com/ghcr" }), []);
    });

    it("is copied under a tag that tells its version and its content", () => {
        const named = { registry: "docker.io", repository: "mcp/fetch" };
        assert.equal(copyTag({ ...named, tag: "1.2.0" }, digest), "copy-1.2.0-0a0a0a0a0a0a");
        assert.equal(copyTag(named, digest), "copy-0a0a0a0a0a0a");
    });
});

describe("version label", () => {
    it("is the tag, as far as a label can hold it", () => {
        assert.equal(versionLabel("1.4.0"), "1.4.0");
        assert.equal(versionLabel("_1.4.0-"), "1.4.0");
        assert.equal(versionLabel(`${"1".repeat(62)}-rc`), "1".repeat(62));
    });
});

describe("code in a ConfigMap", () => {
    const runtime = { image: `node@${digest}` };
    const command = ["node", "/app/server.mjs"];
    const problems = (files: Record<string, unknown>) =>
        said(codeProblems({ runtime, command, files }, always, () => ({})));

    it("may be up to what a ConfigMap holds", () => {
        const name = "server.py";
        const fits = 1024 * 1024 - name.length;
        assert.deepEqual(problems({ [name]: "x".repeat(fits) }), []);
        assert.match(
            problems({ [name]: "x".repeat(fits + 1) }).join(),
            /files is "1048577 bytes"; a ConfigMap holds up to 1048576/,
        );
    });

    it("counts bytes, not letters", () => assert.match(problems({ a: "ü".repeat(600_000) }).join(), /1200001 bytes/));

    it("has files, none of them in a folder", () => {
        assert.match(problems({}).join(), /there is no file in it/);
        assert.match(problems({ "src/main.py": "" }).join(), /src\/main\.py.*a ConfigMap has no folders/);
    });

    it("is a folder or files, and what the folder holds is looked at as well", () => {
        const given = { runtime, command, folder: "./tiny" };
        assert.deepEqual(said(codeProblems(given, always, () => ({ "a.py": "" }))), []);
        assert.match(
            said(codeProblems({ ...given, files: {} }, always, () => ({ a: "" }))).join(),
            /folder or files, one of/,
        );
        assert.match(
            said(codeProblems({ runtime, command }, always, () => ({}))).join(),
            /folder is not set; give folder/,
        );
        assert.match(
            said(
                codeProblems(
                    given,
                    () => false,
                    () => ({}),
                ),
            ).join(),
            /"\.\/tiny"; it is a folder that is there/,
        );
        assert.match(said(codeProblems(given, always, () => ({}))).join(), /folder is \[\]; there is no file/);
    });

    it("has another checksum for another text, name or division of the two", () => {
        const sums = [{ a: "1" }, { a: "2" }, { b: "1" }, { a: "", "1": "" }, { a: "1", b: "" }].map((files) =>
            codeChecksum(files as unknown as Record<string, string>),
        );
        assert.equal(new Set(sums).size, sums.length);
        assert.equal(codeChecksum({ a: "1", b: "2" }), codeChecksum({ b: "2", a: "1" }));
    });
});
