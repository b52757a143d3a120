import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const digest = `sha256:${"0a".repeat(32)}`;
const fetch = `mcp/fetch:1.0@${digest}`;
const only = (fields: Block, ofPlatform: Block = {}) => ({
    servers: { demo: fields },
    platform: { ...platform, ...ofPlatform },
});
const prebuilt = (fields: Block, ofPlatform: Block = {}) => only({ prebuilt: { image: fetch, ...fields } }, ofPlatform);
const runtime = { image: `node@${digest}` };
const code = (fields: Block) =>
    only({ code: { runtime, command: ["node", "/app/a.mjs"], files: { "a.mjs": "1" }, ...fields } });
const images = (fields: Block) => ({ platform: { ...platform, images: fields } });

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "an image that is built and pre-built",
        only({ image, prebuilt: { image: fetch } }),
        /^server "demo": prebuilt is "given beside image"; it excludes image: a server has exactly one of/,
    ],
    [
        "code beside a pre-built image",
        only({ prebuilt: { image: fetch }, code: { runtime, command: ["node"], files: { a: "1" } } }),
        /^server "demo": code is "given beside prebuilt"; it excludes prebuilt/,
    ],
    [
        "a pre-built image without a tag",
        prebuilt({ image: "mcp/fetch" }),
        /^server "demo": prebuilt\.image is "mcp\/fetch"; it is pinned by a digest .* or has a tag other than "latest"/,
    ],
    [
        "the tag latest",
        prebuilt({ image: "mcp/fetch:latest" }),
        /^server "demo": prebuilt\.image is "mcp\/fetch:latest"; it is pinned/,
    ],
    [
        "an image's name with capitals",
        prebuilt({ image: "Mcp/Fetch:1" }),
        /^server "demo": prebuilt\.image is "Mcp\/Fetch:1"; an image is/,
    ],
    [
        "another way",
        prebuilt({ via: "mirror" }),
        /^server "demo": prebuilt\.via is "mirror"; ways are copy, cache, direct$/,
    ],
    [
        "a direct pull that nobody allowed",
        prebuilt({ via: "direct" }, { images: { allowed: ["ghcr.io"] } }),
        /^server "demo": prebuilt\.image is "mcp\/fetch.*; pulled directly are only images of the list images\.allowed .* which has ghcr\.io/,
    ],
    [
        "a cache that is not there",
        prebuilt({ via: "cache" }, { images: { caches: { "quay.io": {} } } }),
        /^server "demo": prebuilt\.via is "cache"; there is no cache for the registry of mcp\/fetch.*: name it in images\.caches/,
    ],
    [
        "a signature of anybody",
        prebuilt({ signature: {} }),
        /^server "demo": prebuilt\.signature\.key is not set; give key, or/,
    ],
    [
        "a key that is not there",
        prebuilt({ signature: { key: "no.pub" } }),
        /^server "demo": prebuilt\.signature\.key is "no\.pub"; there is no such file; a key is a file or/,
    ],
    [
        "a signature that is made of somebody else's image",
        prebuilt({ signature: { key: "package.json", signingKey: "package.json" } }),
        /^server "demo": prebuilt\.signature\.signingKey is "package\.json"; there is no such key/,
    ],
    [
        "code without a command",
        code({ command: [] }),
        /^server "demo": code\.command is \[\]; it is what runs the code/,
    ],
    [
        "code from nowhere",
        code({ files: undefined }),
        /^server "demo": code\.folder is not set; give folder or files, one of the two$/,
    ],
    [
        "code that is started in two ways",
        only({ code: { runtime, command: ["node"], files: { a: "1" } }, command: ["python"] }),
        /^server "demo": command is \["python"\]; code\.command says what runs the code; choose one of the two$/,
    ],
    [
        "code from two places",
        code({ folder: "./servers/demo/tools" }),
        /^server "demo": code\.folder is "servers\/demo\/tools"; give folder or files, one of the two$/,
    ],
    [
        "code from a folder that is not there",
        code({ files: undefined, folder: "./none" }),
        /^server "demo": code\.folder is "none"; it is a folder/,
    ],
    [
        "a file of code in a folder",
        code({ files: { "src/a.mjs": "1" } }),
        /^server "demo": code\.files\.src\/a\.mjs is "src\/a\.mjs"; a file is named by .* bundle the code, or build an image$/,
    ],
    [
        "more code than a ConfigMap holds",
        code({ files: { a: "x".repeat(1024 * 1024) } }),
        /^server "demo": code\.files is "1048577 bytes"; a ConfigMap holds up to 1048576 bytes; build an image/,
    ],
    [
        "a runtime of the moment",
        code({ runtime: { image: "node:latest" } }),
        /^server "demo": code\.runtime\.image is "node:latest"; it is pinned by a digest/,
    ],
    [
        "another pull policy",
        only({ image, pull: { policy: "Sometimes" } }),
        /^server "demo": pull\.policy is "Sometimes"; policies are/,
    ],
    [
        "an alias for a key",
        images({ kmsKey: "alias/mcp" }),
        /^mcp-eks:platform: images\.kmsKey is "alias\/mcp"; it is the ARN of a key/,
    ],
    [
        "an account that lost its first digit",
        images({ pullAccounts: ["12345678901"] }),
        /^mcp-eks:platform: images\.pullAccounts\[0\] is "12345678901"; an account is its 12 digits/,
    ],
    [
        "a list of everything",
        images({ allowed: ["*"] }),
        /^mcp-eks:platform: images\.allowed\[0\] is "\*"; it is a registry/,
    ],
    [
        "another scan",
        images({ scanType: "DEEP" }),
        /^mcp-eks:platform: images\.scanType is "DEEP"; it is BASIC or ENHANCED$/,
    ],
    [
        "a cache of a registry that ECR does not cache",
        images({ caches: { "example.com": {} } }),
        /^mcp-eks:platform: images\.caches\.example\.com is "example\.com"; registries that ECR caches are docker\.io/,
    ],
    [
        "a cache of Docker Hub without an account there",
        images({ caches: { "docker.io": {} } }),
        /^mcp-eks:platform: images\.caches\.docker\.io\.credentialArn is not set; ECR caches docker\.io only with an account/,
    ],
    [
        "an SBOM that nobody signs",
        images({ signature: { key: "awskms:///alias/mcp", sbom: true } }),
        /^mcp-eks:platform: images\.signature\.sbom is true; an SBOM is attested with signingKey$/,
    ],
];

describe("configuration of images", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("takes each of the three ways", () => {
        const cached = { images: { allowed: ["docker.io/mcp"], caches: { "docker.io": { existing: true } } } };
        for (const via of ["copy", "cache", "direct"]) assert.deepEqual(problemsOf(prebuilt({ via }, cached)), [], via);
        assert.deepEqual(problemsOf(code({})), []);
        assert.deepEqual(problemsOf(code({ files: undefined, folder: "./servers/demo/tools" })), []);
    });
});
