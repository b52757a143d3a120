import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Declarations, type Field } from "../../../generate/reference/declarations";
import { referencePages } from "../../../generate/reference/page";
import { repositoryDir } from "../../../local/paths";

describe("docs/reference", () => {
    const declarations = new Declarations(join(repositoryDir, "components"));

    it("is what the doc comments say (npm run docs writes it)", () => {
        const directory = join(repositoryDir, "docs", "reference");
        const committed = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]);
        assert.deepEqual(Object.fromEntries(committed), referencePages(declarations));
    });

    const everything = () =>
        declarations.publicComponents.flatMap(({ name, text, args, outputs }) => {
            const argument = declarations.type(args);
            const types = declarations.typesOf([...argument.fields, ...outputs]).map((type) => declarations.type(type));
            return [{ name, text, fields: outputs }, argument, ...types];
        });

    it("has a comment for every component, type, argument and output", () => {
        const silent = everything().flatMap(({ name, text, fields }) => [
            ...(text === "" ? [name] : []),
            ...fields.filter((field) => field.text === "").map((field) => `${name}.${field.name}`),
        ]);
        assert.deepEqual(silent, []);
    });

    it("has a default for every argument that may be left out, unless that is a group of arguments", () => {
        const missing = declarations.publicComponents.flatMap(({ args }) => {
            const argument = declarations.type(args);
            const types = declarations.typesOf(argument.fields).map((type) => declarations.type(type));
            const silent = ({ required, default: byDefault, references }: Field) =>
                !required && byDefault === undefined && references.length === 0;
            return [argument, ...types].flatMap(({ name, fields }) =>
                fields.filter(silent).map((field) => `${name}.${field.name}`),
            );
        });
        assert.deepEqual([...new Set(missing)], []);
    });

    it("covers types that users can import", () => {
        const hidden = new Set(
            everything()
                .map(({ name }) => name)
                .filter((name) => !declarations.isExported(name)),
        );
        assert.deepEqual([...hidden], []);
    });

    describe("made from a source", () => {
        let directory: string;
        before(() => {
            directory = mkdtempSync(join(tmpdir(), "mcp-eks-reference-"));
            mkdirSync(join(directory, "model"));
            writeFileSync(join(directory, "index.ts"), 'export { Door, type DoorArgs } from "./door";\n');
            writeFileSync(
                join(directory, "door.ts"),
                `/** A door. */
export class Door extends pulumi.ComponentResource {
    /** Where it leads | or not. */
    public readonly room: pulumi.Output<string>;
    constructor(name: string, args: DoorArgs) { super("a:b:Door", name, args); }
}
/** Of a door. */
export interface DoorArgs extends OpeningArgs {
    /**
     * Its locks.
     * @default none
     */
    locks?: LockArgs[];
}
class Hinge extends pulumi.ComponentResource {
    constructor(name: string, args: DoorArgs) { super("a:b:Hinge", name, args); }
}
`,
            );
            writeFileSync(
                join(directory, "model", "opening.ts"),
                `/** An opening. */
export interface OpeningArgs {
    /** How wide, in
     * metres. */
    width: pulumi.Input<number>;
}
/** A lock. */
export interface LockArgs {
    /** Its key. */
    key: string;
}
`,
            );
        });
        after(() => rmSync(directory, { recursive: true }));

        it("has inherited arguments, the types they lead to, and only what is exported", () => {
            const pages = referencePages(new Declarations(directory));
            assert.deepEqual(Object.keys(pages).sort(), ["Door.md", "README.md"]);
            const page = pages["Door.md"] ?? "";
            assert.match(page, /\| `width` \| `Input<number>` \| How wide, in metres\. \| required \|/);
            assert.match(page, /\| `locks` \| \[`LockArgs`\]\(#lockargs\)`\[\]` \| Its locks\. \| none \|/);
            assert.match(page, /### LockArgs\n\nA lock\.\n/);
            assert.match(page, /\| `room` \| `Output<string>` \| Where it leads \\\| or not\. \|/);
        });
    });
});
