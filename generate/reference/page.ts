import type { Component, Declarations, Field, Type } from "./declarations";

const notice = "<!-- Written by `npm run docs` from the doc comments in components/. -->";

/** Reference pages by file name: one a component, and a list of them. */
export function referencePages(declarations: Declarations): Record<string, string> {
    const components = declarations.publicComponents;
    const pages = components.map((component) => [`${component.name}.md`, componentPage(component, declarations)]);
    return { ...Object.fromEntries(pages), "README.md": listPage(components) };
}

function listPage(components: Component[]): string {
    const rows = components.map(({ name, text }) => [`[\`${name}\`](${name}.md)`, text]);
    return page([
        "# Components",
        "`McpServer` makes all the others but `McpNamespace`; they can be used alone. Arguments marked `Input` take a value that is known later.",
        table(["component", "what it is"], rows),
    ]);
}

function componentPage({ name, text, args, outputs }: Component, declarations: Declarations): string {
    const { fields, text: argsText } = declarations.type(args);
    const types = declarations.typesOf([...fields, ...outputs]).map((type) => declarations.type(type));
    return page([
        `# ${name}`,
        text,
        `\`\`\`ts\nnew ${name}(name: string, args: ${args}, opts?: ComponentResourceOptions)\n\`\`\``,
        `Type \`mcp-eks:index:${name}\` in other languages.`,
        "## Arguments",
        argsText,
        argumentTable(fields),
        ...(outputs.length > 0 ? ["## Outputs", outputTable(outputs)] : []),
        ...(types.length > 0 ? ["## Types", ...types.flatMap(typeSection)] : []),
    ]);
}

const typeSection = ({ name, text, fields }: Type) => [`### ${name}`, text, argumentTable(fields)];

const argumentTable = (fields: Field[]) =>
    table(
        ["argument", "type", "what it is", "default"],
        fields.map((field) => [
            `\`${field.name}\``,
            linked(field),
            field.text,
            field.required ? "required" : (field.default ?? ""),
        ]),
    );

const outputTable = (fields: Field[]) =>
    table(
        ["output", "type", "what it is"],
        fields.map((field) => [`\`${field.name}\``, linked(field), field.text]),
    );

/** The type, its names of our own leading to their sections. */
function linked({ type, references }: Field): string {
    if (references.length === 0) return `\`${type}\``;
    const parts = type.split(new RegExp(`\\b(${references.join("|")})\\b`));
    const code = (part: string) =>
        references.includes(part) ? `[\`${part}\`](#${part.toLowerCase()})` : `\`${part}\``;
    return parts
        .filter((part) => part !== "")
        .map(code)
        .join("");
}

function table(head: string[], rows: string[][]): string {
    const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const page = (parts: string[]) => `${[notice, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
