import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Declarations } from "../../generate/reference/declarations";
import { committedSchema, packageDir } from "../../generate/schema/schema";
import { repositoryDir } from "../../local/paths";

interface Property {
    type?: string;
    $ref?: string;
    items?: Property;
    additionalProperties?: Property;
}

type Properties = Record<string, Property>;

interface Schema {
    types: Record<string, { properties?: Properties }>;
    resources: Record<string, { inputProperties?: Properties; properties?: Properties }>;
}

const schema = JSON.parse(committedSchema()) as Schema;
const declarations = new Declarations(packageDir);
const token = (name: string) => `mcp-eks:index:${name}`;

/** Which properties an example gives that the schema does not have. */
function unknownProperties(given: unknown, property: Property | undefined, path: string): string[] {
    if (property === undefined) return [path];
    if (Array.isArray(given)) return given.flatMap((one) => unknownProperties(one, property.items, `${path}[]`));
    if (typeof given !== "object" || given === null) return [];
    const properties = schema.types[property.$ref?.replace("#/types/", "") ?? ""]?.properties;
    return Object.entries(given).flatMap(([name, value]) =>
        unknownProperties(value, properties?.[name] ?? property.additionalProperties, `${path}.${name}`),
    );
}

describe("components/schema.json", () => {
    it("has the components that are exported (npm run schema writes it)", () => {
        const names = declarations.publicComponents.map(({ name }) => token(name));
        assert.deepEqual(Object.keys(schema.resources).sort(), names.sort());
    });

    for (const { name, args, outputs } of declarations.publicComponents) {
        it(`has the arguments and outputs of ${name}`, () => {
            const { inputProperties = {}, properties = {} } = schema.resources[token(name)] ?? {};
            const names = (fields: { name: string }[]) => fields.map((field) => field.name).sort();
            assert.deepEqual(Object.keys(inputProperties).sort(), names(declarations.type(args).fields));
            assert.deepEqual(Object.keys(properties).sort(), names(outputs));
        });
    }

    it("has what the example in YAML uses", () => {
        const file = join(repositoryDir, "examples", "languages", "yaml", "Pulumi.yaml");
        const { resources } = parse(readFileSync(file, "utf8")) as {
            resources: Record<string, { type: string; properties?: Record<string, unknown> }>;
        };
        const unknown = Object.entries(resources).flatMap(([name, { type, properties = {} }]) => {
            const inputs = schema.resources[type.replace(":", ":index:")]?.inputProperties;
            return Object.entries(properties).flatMap(([key, value]) =>
                unknownProperties(value, inputs?.[key], `${name}.${key}`),
            );
        });
        assert.deepEqual(unknown, []);
    });
});
