import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { contextDigest } from "../../../components/context-digest";
import { lifecyclePolicy } from "../../../components/model/ecr-lifecycle";
import { imageProblems } from "../../../components/model/image-rules";
import { digestOf, imageTag } from "../../../components/model/image-tag";

describe("image tag", () => {
    const recipe = { dockerfile: "Dockerfile", platform: "linux/amd64", buildArgs: { A: "1" }, target: "app" };
    const tag = imageTag("1.4.0", "content", recipe);

    it("begins with what people read", () => assert.match(tag, /^1\.4\.0-[0-9a-f]{12}$/));

    it("is the same for the same content", () => assert.equal(imageTag("1.4.0", "content", { ...recipe }), tag));

    const changes: Record<string, () => string> = {
        content: () => imageTag("1.4.0", "other content", recipe),
        "build argument": () => imageTag("1.4.0", "content", { ...recipe, buildArgs: { A: "2" } }),
        target: () => imageTag("1.4.0", "content", { ...recipe, target: "debug" }),
        platform: () => imageTag("1.4.0", "content", { ...recipe, platform: "linux/arm64" }),
        Dockerfile: () => imageTag("1.4.0", "content", { ...recipe, dockerfile: "Dockerfile.slim" }),
    };
    for (const [what, changed] of Object.entries(changes)) {
        it(`is another for another ${what}, as a tag can be pushed only once`, () => assert.notEqual(changed(), tag));
    }

    it("does not mind the order of build arguments", () => {
        const one = imageTag("v", "c", { ...recipe, buildArgs: { A: "1", B: "2" } });
        assert.equal(imageTag("v", "c", { ...recipe, buildArgs: { B: "2", A: "1" } }), one);
    });
});

describe("image that is pinned", () => {
    const problems = (pinnedDigest: string) => imageProblems({ context: ".", pinnedDigest }, () => true);

    it("is so by a digest", () => assert.deepEqual(problems(`sha256:${"0a".repeat(32)}`), []));

    for (const other of ["1.4.0", `registry/demo@sha256:${"0a".repeat(32)}`, "sha256:0a"]) {
        it(`is not so by ${other}`, () => assert.match(problems(other)[0]?.allowed ?? "", /a tag may become another/));
    }
});

describe("digest of a pushed image", () => {
    it("is what follows the @", () => {
        const digest = `sha256:${"0a".repeat(32)}`;
        assert.equal(digestOf(`localhost:5000/mcp/dev/demo@${digest}`), digest);
    });

    it("is missed when an image comes by its tag", () =>
        assert.throws(() => digestOf("registry/demo:1.4.0"), /no digest/));
});

describe("context digest", () => {
    let context: string;
    const write = (path: string, content: string) => {
        mkdirSync(dirname(join(context, path)), { recursive: true });
        writeFileSync(join(context, path), content);
    };
    const digest = () => contextDigest(context, "Dockerfile");
    /** The digest before and after a change. */
    const around = (change: () => void) => {
        const before = digest();
        change();
        return { before, after: digest() };
    };

    beforeEach(() => {
        context = mkdtempSync(join(tmpdir(), "mcp-eks-context-"));
        write("Dockerfile", "FROM scratch");
        write("src/main.ts", "main");
    });
    afterEach(() => rmSync(context, { recursive: true }));

    const seen: Record<string, () => void> = {
        "a file's content changes": () => write("src/main.ts", "other"),
        "a file is added": () => write("src/more.ts", ""),
        "a file moves": () => {
            rmSync(join(context, "src/main.ts"));
            write("src/start.ts", "main");
        },
        "a file becomes executable": () => chmodSync(join(context, "src/main.ts"), 0o755),
        "a link points elsewhere": () => symlinkSync("nowhere", join(context, "link")),
        "the Dockerfile changes": () => write("Dockerfile", "FROM other"),
    };
    for (const [what, change] of Object.entries(seen)) {
        it(`is another when ${what}`, () => {
            const { before, after } = around(change);
            assert.notEqual(after, before);
        });
    }

    it("does not mind what .dockerignore leaves out", () => {
        write(".dockerignore", "# build output\nnode_modules\n*.log\n");
        const { before, after } = around(() => {
            write("node_modules/left/index.js", "x");
            write("debug.log", "x");
        });
        assert.equal(after, before);
    });

    it("minds what .dockerignore takes in again below an ignored folder", () => {
        write(".dockerignore", "*\n!src/main.ts\n");
        const ignored = around(() => write("src/other.ts", "x"));
        assert.equal(ignored.after, ignored.before);
        const taken = around(() => write("src/main.ts", "changed"));
        assert.notEqual(taken.after, taken.before);
    });

    it("minds the Dockerfile also where .dockerignore leaves it out", () => {
        write(".dockerignore", "Dockerfile\n");
        const { before, after } = around(() => write("Dockerfile", "FROM other"));
        assert.notEqual(after, before);
    });

    it("follows the Dockerfile's own ignore file before the general one", () => {
        write(".dockerignore", "src\n");
        write("Dockerfile.dockerignore", "docs\n");
        const { before, after } = around(() => write("src/main.ts", "changed"));
        assert.notEqual(after, before);
    });
});

describe("ECR lifecycle", () => {
    it("lets untagged images go and keeps the newest of the others", () => {
        const { rules } = JSON.parse(lifecyclePolicy(7));
        assert.deepEqual(
            rules.map(({ selection }: { selection: Record<string, unknown> }) => [
                selection.tagStatus,
                selection.countNumber,
            ]),
            [
                ["untagged", 1],
                ["any", 7],
            ],
        );
    });
});
