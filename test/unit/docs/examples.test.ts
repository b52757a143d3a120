import assert from "node:assert/strict";
import { parse } from "yaml";
import { clusterSchema, platformSchema, serverSchema } from "../../../stacks/schema";
import { keyPaths } from "../stacks/schema-paths";
import { exampleProblems, isBlock } from "./example-config";
import { examplesOf, pages, spansOf } from "./pages";

/** YAML that configures no stack says in its first line whose it is, in one of these ways, or is an object of Kubernetes. */
const otherFiles = ["# Pulumi.yaml", "# ConfigMap of the controller", "# config.yaml"];

const isKubernetesObject = (text: string) => ["apiVersion", "kind", "metadata"].every((key) => hasKey(text, key));
const hasKey = (text: string, key: string) => new RegExp(`^${key}:`, "m").test(text);
const firstLine = (text: string) => text.split("\n")[0] ?? "";
const yamlExamples = pages()
    .flatMap(examplesOf)
    .filter(({ language }) => ["yaml", "yml"].includes(language));
const isOther = (text: string) => otherFiles.includes(firstLine(text)) || isKubernetesObject(text);

/** Pages whose prose is about the configuration; those of `reference/` are about the arguments of components. */
const spans = pages()
    .filter(({ path }) => path === "README.md" || /^docs\/[^/]+$/.test(path) || path.startsWith("examples/"))
    .flatMap(spansOf);

const keys = [clusterSchema, platformSchema, serverSchema].flatMap((schema) => keyPaths(schema));
const firstSegment = (key: string) => key.split(/[.[]/)[0] ?? "";
const topKeys = new Set(keys.map(firstSegment));
const blocks = new Set(keys.filter((key) => key !== firstSegment(key)).map(firstSegment));

describe("examples in the pages", () => {
    describe("of a stack's configuration are accepted by it", () => {
        for (const { place, text } of yamlExamples.filter((example) => !isOther(example.text))) {
            it(place, () => {
                const example: unknown = parse(text);
                assert.ok(isBlock(example), `${place} is no block of keys`);
                assert.deepEqual(exampleProblems(example), [], `the example at ${place} is refused`);
            });
        }

        it("in a line as well: `replicas: 1`, `security: { userId: 10001 }`", () => {
            const examples = spans.filter(({ text }) => {
                const [, block, value = ""] = /^(\w+): (.+)$/.exec(text) ?? [];
                return block !== undefined && topKeys.has(block) && !value.includes("…");
            });
            assert.ok(examples.length > 10);
            const refused = examples.flatMap(({ place, text }) =>
                exampleProblems(parse(text)).map((problem) => `${place}: ${problem}`),
            );
            assert.deepEqual(refused, []);
        });
    });

    describe("of something else are YAML", () => {
        for (const { place, text } of yamlExamples.filter((example) => isOther(example.text))) {
            it(place, () => assert.ok(isBlock(parse(text))));
        }
    });

    it("of something else say so in a way that is used", () => {
        const unused = otherFiles.filter((name) => !yamlExamples.some(({ text }) => firstLine(text) === name));
        assert.deepEqual(unused, []);
    });

    it("name keys that are there: `network.clients[].cidr`", () => {
        const isKey = (name: string) =>
            keys.some((key) => key === name || key.startsWith(`${name}.`) || key.startsWith(`${name}[]`));
        const named = spans.filter(({ text }) => {
            const [, block = ""] = /^(\w+)(\[\])?(\.[\w<>[\]]+)+$/.exec(text) ?? [];
            return blocks.has(block);
        });
        assert.ok(named.length > 100);
        const unknown = named.filter(({ text }) => !isKey(text)).map(({ place, text }) => `${place}: ${text}`);
        assert.deepEqual(unknown, []);
    });
});
