import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** One field of a type, as its doc comment has it. */
export interface Field {
    name: string;
    /** As it is written, without `pulumi.`. */
    type: string;
    /** Names of our own types in it. */
    references: string[];
    required: boolean;
    text: string;
    /** What `@default` says. */
    default: string | undefined;
}

export interface Type {
    name: string;
    text: string;
    fields: Field[];
}

export interface Component {
    name: string;
    text: string;
    args: string;
    outputs: Field[];
}

/** What the sources of the components declare. Type names are unique among them, as a component package wants it. */
export class Declarations {
    readonly components: Component[] = [];
    private readonly interfaces = new Map<string, ts.InterfaceDeclaration>();
    private readonly exported = new Set<string>();

    constructor(directory: string) {
        const statements = sourceFiles(directory).flatMap((file) => {
            const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
            if (file === join(directory, "index.ts")) this.addExports(source);
            return [...source.statements];
        });
        // Interfaces first: the components' outputs lead to them.
        for (const node of statements.filter(ts.isInterfaceDeclaration)) this.interfaces.set(node.name.text, node);
        for (const node of statements.filter(ts.isClassDeclaration)) this.addComponent(node);
        this.components.sort((one, other) => (one.name < other.name ? -1 : 1));
    }

    /** Components that index.ts exports, and with them a package's users have. */
    get publicComponents(): Component[] {
        return this.components.filter(({ name }) => this.exported.has(name));
    }

    isExported(name: string): boolean {
        return this.exported.has(name);
    }

    /** A type with its own and inherited fields. */
    type(name: string): Type {
        const declaration = this.interfaces.get(name);
        if (declaration === undefined) throw new Error(`there is no interface ${name} among the components' sources`);
        const own = declaration.members.filter(ts.isPropertySignature).map((member) => this.field(member));
        return { name, text: docText(declaration), fields: [...own, ...this.inherited(declaration)] };
    }

    /** The types that fields lead to, in the order in which they are met. */
    typesOf(fields: Field[], met: string[] = []): string[] {
        for (const name of fields.flatMap(({ references }) => references)) {
            if (met.includes(name)) continue;
            met.push(name);
            this.typesOf(this.type(name).fields, met);
        }
        return met;
    }

    private addExports(index: ts.SourceFile): void {
        for (const { exportClause } of index.statements.filter(ts.isExportDeclaration)) {
            if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
            for (const { name } of exportClause.elements) this.exported.add(name.text);
        }
    }

    private addComponent(node: ts.ClassDeclaration): void {
        const parameters = node.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
        const args = parameters.find(({ name }) => name.getText() === "args")?.type?.getText();
        const isComponent = node.heritageClauses?.some((clause) => /\bComponentResource\b/.test(clause.getText()));
        if (!isComponent || node.name === undefined || args === undefined) return;
        const isPublic = (member: ts.PropertyDeclaration) =>
            member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PublicKeyword);
        const properties = node.members.filter(ts.isPropertyDeclaration).filter(isPublic);
        const outputs = properties.map((property) => this.field(property));
        this.components.push({ name: node.name.text, text: docText(node), args, outputs });
    }

    private inherited(declaration: ts.InterfaceDeclaration): Field[] {
        const parents = declaration.heritageClauses?.flatMap(({ types }) => [...types]) ?? [];
        return parents.flatMap(({ expression }) => this.type(expression.getText()).fields);
    }

    private field(member: ts.PropertySignature | ts.PropertyDeclaration): Field {
        const references: string[] = [];
        const visit = (node: ts.Node): void => {
            if (ts.isTypeReferenceNode(node) && this.interfaces.has(node.typeName.getText())) {
                references.push(node.typeName.getText());
            }
            ts.forEachChild(node, visit);
        };
        const written = member.type;
        if (written) visit(written);
        const [tag] = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === "default");
        return {
            name: member.name.getText(),
            type: (written?.getText() ?? "").replace(/\bpulumi\./g, "").replace(/\s+/g, " "),
            references,
            required: member.questionToken === undefined,
            text: docText(member),
            default: tag && oneLine(ts.getTextOfJSDocComment(tag.comment)),
        };
    }
}

function sourceFiles(directory: string): string[] {
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
        .map((name) => join(directory, name))
        .sort();
}

const oneLine = (text: string | undefined) => (text ?? "").replace(/\s+/g, " ").trim();

function docText(node: ts.Node): string {
    const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    return oneLine(ts.getTextOfJSDocComment(doc?.comment));
}
