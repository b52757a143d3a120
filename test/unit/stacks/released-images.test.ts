import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { refuseUnpromoted } from "../../../stacks/released-images";
import type { PlatformConfig, ServerConfig } from "../../../stacks/schema";
import { serverArgs } from "../../../stacks/server-args";
import { type Block, image, platform, problemsOf } from "./raw-config";

const digest = `sha256:${"a".repeat(64)}`;
const promoted = { image: `registry.example.com:5000/mcp/staging/demo@${digest}`, at: "2026-01-02T03:04:05Z" };
const inProd = (release: unknown, change: { platform?: Block; demo?: Block } = {}) =>
    problemsOf({
        release,
        stack: "prod",
        platform: { ...platform, ...change.platform },
        servers: { demo: change.demo ?? { image } },
    });

describe("mcp-eks:release", () => {
    for (const release of [undefined, {}, { from: "staging" }]) {
        it(`may be ${JSON.stringify(release)}`, () => assert.deepEqual(inProd(release), []));
    }

    const bad: [title: string, release: unknown, said: RegExp][] = [
        ["no block", "staging", /^mcp-eks:release is "staging"; it is a block of keys$/],
        [
            "a key that is none",
            { form: "staging" },
            /^mcp-eks:release: form is "staging"; there is no such key; keys here are from$/,
        ],
        ["an empty name", { from: "" }, /^mcp-eks:release: from is ""; it is not empty$/],
        [
            "the stack itself",
            { from: "prod" },
            /^mcp-eks:release: from is "prod"; images are promoted from another stack;/,
        ],
    ];
    for (const [title, release, said] of bad) {
        it(`is refused as ${title}`, () => {
            const problems = inProd(release);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    const tagged = "docker.io/mcp/fetch:1.2.0";
    const code = { runtime: { image: "docker.io/library/node:22.1.0" }, files: { "a.mjs": "" }, command: ["node"] };
    const servers: [demo: Block, field: string][] = [
        [{ prebuilt: { image: tagged } }, "prebuilt.image"],
        [{ code }, "code.runtime.image"],
    ];
    for (const [demo, field] of servers) {
        it(`takes no tag as ${field} where images are promoted, and does where they are built`, () => {
            const [problem = "", ...others] = inProd({ from: "staging" }, { demo });
            assert.deepEqual(others, []);
            assert.ok(problem.startsWith(`server "demo": ${field} is "docker.io/`), problem);
            assert.match(problem, /takes no tags; add the digest, "@sha256:…"$/);
            assert.deepEqual(inProd({}, { demo }), []);
        });
    }

    it("takes somebody else's image by its digest without a promotion", () => {
        assert.deepEqual(inProd({ from: "staging" }, { demo: { prebuilt: { image: `${tagged}@${digest}` } } }), []);
    });

    it("signs nothing where images are promoted", () => {
        const signature = { key: "awskms:///alias/mcp", signingKey: "awskms:///alias/mcp" };
        const problems = inProd({ from: "staging" }, { platform: { images: { signature } } });
        assert.match(
            problems.join("\n"),
            /images\.signature\.signingKey is .*; images are signed where they are built, in stack "staging"/,
        );
        assert.deepEqual(inProd({}, { platform: { images: { signature } } }), []);
    });
});

describe("images of a stack that has a release record", () => {
    const argsOf = (released: Parameters<typeof serverArgs>[2]["released"], images: PlatformConfig["images"] = {}) =>
        serverArgs(
            "demo",
            { image: { context: "./servers/demo", tag: "1.4.0" } },
            {
                platform: { namespace: "n", images },
                namespace: "n",
                released,
                projectDir: "/project",
                workingDir: "/project",
                secret: () => secret(""),
            },
        );

    it("are taken as they were promoted, from where they are", () => {
        const signature = { key: "cosign.pub", transparencyLog: false };
        const released = { from: "staging", pins: { demo: promoted }, rebuilds: {} };
        const args = argsOf(released, { signature, keepImages: 3 });
        assert.equal(args.image, undefined);
        assert.deepEqual(args.prebuilt, {
            image: promoted.image,
            via: "direct",
            allowed: ["registry.example.com:5000/mcp/staging/demo"],
            signature,
        });
    });

    it("are pinned to the digest after a rollback", () => {
        const { image, prebuilt } = argsOf({ pins: { demo: promoted }, rebuilds: {} });
        assert.equal(prebuilt, undefined);
        assert.equal(image?.pinnedDigest, digest);
    });

    it("are built as if there were none while nothing is pinned", () => {
        assert.deepEqual(argsOf({ pins: {}, rebuilds: {} }).image, argsOf(undefined).image);
    });

    it("get another tag when they are built again after a rollback", () => {
        assert.equal(argsOf({ pins: {}, rebuilds: { demo: 1 } }).image?.tag, "1.4.0-r1");
    });

    it("are asked for of servers only that are built", () => {
        const servers: Record<string, ServerConfig> = {
            demo: { image: { context: "." } },
            fetch: { prebuilt: { image: `docker.io/mcp/fetch@${digest}` } },
        };
        refuseUnpromoted("prod", servers, { from: "staging", pins: { demo: promoted }, rebuilds: {} });
        refuseUnpromoted("prod", servers, { pins: {}, rebuilds: {} });
        assert.throws(
            () => refuseUnpromoted("prod", servers, { from: "staging", pins: {}, rebuilds: {} }),
            /1 problem, nothing was created:\n {2}server "demo": image has no digest yet that was promoted from stack "staging"/,
        );
    });
});
