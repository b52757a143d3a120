import { readFileSync } from "node:fs";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { moduleFile } from "../../local/tools/build";

/** Schemas by whom they come from, as local/tools/schemas pins them. */
const schemas = {
    compose: { module: "github.com/compose-spec/compose-go/v2", file: "schema/compose-spec.json" },
    mcpServer: {
        module: "github.com/modelcontextprotocol/registry",
        file: "internal/validators/schemas/2025-12-11.json",
    },
};

/** What the official schema finds wrong with a document, "" for nothing. */
export async function schemaErrors(name: keyof typeof schemas, document: unknown): Promise<string> {
    const { module, file } = schemas[name];
    const schema = JSON.parse(readFileSync(await moduleFile("schemas", module, file), "utf8"));
    // Both schemas use keywords of their own for editors.
    const options = { strict: false, allErrors: true };
    const ajv = String(schema.$schema).includes("2020-12") ? new Ajv2020(options) : new Ajv(options);
    addFormats(ajv);
    const validate = ajv.compile(schema);
    return validate(document) ? "" : ajv.errorsText(validate.errors, { separator: "\n" });
}
