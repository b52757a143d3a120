import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { repositoryDir } from "../../../local/paths";
import { configProblems } from "../../../stacks/config";
import { platformSchema, serverSchema } from "../../../stacks/schema";

interface Example {
    /** "docs/routes.md:26" */
    place: string;
    language: string;
    text: string;
}

function examples(): Example[] {
    const pages = ["README.md", ...readdirSync(join(repositoryDir, "docs")).map((name) => join("docs", name))];
    return pages
        .filter((page) => page.endsWith(".md"))
        .flatMap((page) => {
            const text = readFileSync(join(repositoryDir, page), "utf8");
            return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
                place: `${page}:${text.slice(0, match.index).split("\n").length}`,
                language: match[1] ?? "",
                // Digests are cut short on paper.
                text: (match[2] ?? "").replaceAll("sha256:…", `sha256:${"0".repeat(64)}`),
            }));
        });
}

type Block = Record<string, unknown>;

const keysOf = (schema: { shape: object }) => Object.keys(schema.shape);
const isBlock = (value: unknown): value is Block =>
    typeof value === "object" && value !== null && !Array.isArray(value);
const isPartOf = (schema: { shape: object }, block: Block) =>
    Object.keys(block).every((key) => keysOf(schema).includes(key));

/** The platform may name servers, which an example of it does not always show. */
const serversNamedBy = ({ nodePorts = { github: 0 } }: Block) =>
    Object.fromEntries(Object.keys(nodePorts as Block).map((name) => [name, { image: { context: "./servers/demo" } }]));

/** A whole configuration around an example that shows a part of one; undefined for YAML of something else. */
function wholeConfig(example: Block): Block | undefined {
    const image = { context: "./servers/demo" };
    const platform = { namespace: "mcp-servers", route: { host: "mcp.example.com" } };
    const whole = (change: Block) => ({
        "mcp-eks:cluster": { name: "c" },
        "mcp-eks:platform": platform,
        "mcp-eks:servers": { github: { image } },
        ...change,
    });
    const complete = (server: unknown) => {
        const given = isBlock(server) ? server : {};
        return "prebuilt" in given || "code" in given || "image" in given ? given : { image, ...given };
    };
    if (isBlock(example.config)) return wholeConfig(example.config);
    if (Object.keys(example).some((key) => key.startsWith("mcp-eks:"))) {
        const servers = example["mcp-eks:servers"];
        const completed =
            isBlock(servers) && Object.fromEntries(Object.entries(servers).map(([name, one]) => [name, complete(one)]));
        const given = isBlock(example["mcp-eks:platform"]) ? example["mcp-eks:platform"] : platform;
        return whole({
            ...example,
            "mcp-eks:platform": { namespace: "mcp-servers", ...given },
            "mcp-eks:servers": completed || serversNamedBy(given),
        });
    }
    if (isPartOf(serverSchema, example)) return whole({ "mcp-eks:servers": { github: complete(example) } });
    if (isPartOf(platformSchema, example)) {
        return whole({
            "mcp-eks:platform": { ...platform, ...example },
            "mcp-eks:servers": serversNamedBy(example),
        });
    }
    const servers = Object.values(example);
    if (servers.length > 0 && servers.every((one) => isBlock(one) && isPartOf(serverSchema, one))) {
        return whole({
            "mcp-eks:servers": Object.fromEntries(Object.entries(example).map(([name, one]) => [name, complete(one)])),
        });
    }
    return undefined;
}

/** Folders that examples name as image contexts are made up: users have them, this repository has not. */
function makeContexts(servers: unknown, directory: string): void {
    for (const server of isBlock(servers) ? Object.values(servers) : []) {
        const image = isBlock(server) && isBlock(server.image) ? server.image : {};
        if (typeof image.context !== "string") continue;
        const context = resolve(directory, image.context);
        mkdirSync(context, { recursive: true });
        writeFileSync(join(context, typeof image.dockerfile === "string" ? image.dockerfile : "Dockerfile"), "");
    }
}

const secretsOf = (config: Block) =>
    [...JSON.stringify(config).matchAll(/"fromConfig":"([^"]+)"/g)].map(([, key]) => key);

describe("examples in README and docs", () => {
    let directory: string;
    before(() => {
        directory = mkdtempSync(join(repositoryDir, "node_modules", ".cache-examples-"));
    });
    after(() => rmSync(directory, { recursive: true }));

    describe("of configuration are accepted", () => {
        for (const { place, text } of examples().filter(({ language }) => language === "yaml")) {
            const config = wholeConfig(parse(text) as Block);
            if (config === undefined) continue;
            it(place, () => {
                const projectDir = mkdtempSync(join(tmpdir(), "mcp-eks-example-"));
                try {
                    makeContexts(config["mcp-eks:servers"], projectDir);
                    const problems = configProblems({
                        cluster: config["mcp-eks:cluster"],
                        platform: config["mcp-eks:platform"],
                        servers: config["mcp-eks:servers"],
                        stateOf: (key) => (secretsOf(config).includes(key) ? "secret" : "plain"),
                        projectDir,
                    });
                    assert.deepEqual(problems, []);
                } finally {
                    rmSync(projectDir, { recursive: true });
                }
            });
        }
    });

    it("in TypeScript compile", async function () {
        this.timeout(120_000);
        const programs = examples().filter(({ language }) => language === "ts");
        assert.ok(programs.length > 0);
        const files = programs.map(({ place, text }) => {
            const file = join(directory, `${place.replace(/\W/g, "-")}.ts`);
            writeFileSync(file, text);
            return file;
        });
        const compilerOptions = {
            module: "nodenext",
            target: "es2022",
            lib: ["es2023"],
            types: ["node"],
            strict: true,
            noEmit: true,
            skipLibCheck: true,
            paths: { "mcp-eks": [join(repositoryDir, "components", "index.ts")] },
        };
        writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
        const tsc = join(repositoryDir, "node_modules", ".bin", "tsc");
        const { exitCode, stdout } = await execa(tsc, ["--project", directory], { reject: false });
        assert.equal(exitCode, 0, stdout);
    });
});
