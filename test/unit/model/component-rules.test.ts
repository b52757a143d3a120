import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";

const componentsDir = join(__dirname, "..", "..", "..", "components");
const files = readdirSync(componentsDir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const sources = files.map((file) =>
    ts.createSourceFile(file, readFileSync(join(componentsDir, file), "utf8"), ts.ScriptTarget.ES2022, true),
);

/** Documentation above a declaration. */
const doc = (node: ts.Node) =>
    ts
        .getJSDocCommentsAndTags(node)
        .map((part) => part.getText())
        .join("\n");
const where = (node: ts.Node) => `${node.getSourceFile().fileName}: ${node.getText().split("\n")[0]}`;

const declarations = sources.flatMap((source) =>
    source.statements.filter((statement) => ts.canHaveModifiers(statement)),
);
const exported = declarations.filter((node) =>
    ts.getModifiers(node as ts.HasModifiers)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
);
const args = exported
    .filter((node) => ts.isInterfaceDeclaration(node))
    .filter(({ name }) => name.text.endsWith("Args"));
const components = exported.filter((node) => ts.isClassDeclaration(node));
const fields = args.flatMap(({ members }) => [...members].filter((member) => ts.isPropertySignature(member)));

describe("components", () => {
    it("are all here", () => {
        assert.equal(components.length, 14);
        assert.ok(fields.length > 60);
    });

    for (const component of components) {
        const name = component.name?.text ?? "";

        it(`${name} is a ComponentResource under its own token`, () => {
            assert.match(component.heritageClauses?.[0]?.getText() ?? "", /^extends pulumi\.ComponentResource$/);
            assert.ok(component.getText().includes(`super("mcp-eks:index:${name}"`), name);
        });

        it(`${name} is made from a name, ${name}Args and options`, () => {
            const [made] = component.members.filter((member) => ts.isConstructorDeclaration(member));
            assert.deepEqual(
                made?.parameters.map((parameter) => parameter.getText()),
                ["name: string", `args: ${name}Args`, "opts?: pulumi.ComponentResourceOptions"],
            );
        });

        it(`${name} registers each of its outputs, and has no other field`, () => {
            const properties = component.members.filter((member) => ts.isPropertyDeclaration(member));
            const registered = /this\.registerOutputs\(\{([^}]*)\}\);\s*\}\s*\}$/.exec(component.getText())?.[1] ?? "";
            assert.deepEqual(
                [...registered.matchAll(/(\w+):/g)].map(([, field]) => field),
                properties.map((property) => property.name.getText()),
            );
            for (const property of properties) assert.match(property.getText(), /^public readonly /m);
        });
    }

    it("document every argument and every output", () => {
        const outputs = components.flatMap(({ members }) =>
            [...members].filter((member) => ts.isPropertyDeclaration(member)),
        );
        for (const node of [...args, ...fields, ...components, ...outputs]) assert.ok(doc(node), where(node));
    });

    it("say the default of every argument that may be left out and is no group of arguments", () => {
        const optional = fields.filter(({ questionToken }) => questionToken);
        const plain = optional.filter(({ type }) => !/^[A-Z]\w+Args$/.test(type?.getText() ?? ""));
        assert.ok(plain.length > 30);
        for (const field of plain) assert.match(doc(field), /@default/, where(field));
    });

    it("use nothing in their arguments that other languages cannot: unions, functions, anonymous objects", () => {
        const isMap = (node: ts.TypeLiteralNode) =>
            node.members.length === 1 && node.members.every(ts.isIndexSignatureDeclaration);
        const visit = (node: ts.Node): void => {
            const refused = ts.isUnionTypeNode(node) || ts.isFunctionTypeNode(node) || ts.isIntersectionTypeNode(node);
            assert.ok(!refused && !(ts.isTypeLiteralNode(node) && !isMap(node)), where(node));
            ts.forEachChild(node, visit);
        };
        for (const { type } of fields) if (type) visit(type);
    });

    it("import the SDKs by part, as a whole one takes a second to load", () => {
        const whole = /from "@pulumi\/(aws|kubernetes|docker)"/;
        for (const source of sources) assert.doesNotMatch(source.text, whole, source.fileName);
    });

    it("stay under 200 lines", () => {
        for (const source of sources) assert.ok(source.text.split("\n").length <= 200, source.fileName);
    });
});
