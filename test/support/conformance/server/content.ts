import { type CallToolResult, fromJsonSchema, type McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";

type ContentBlock = CallToolResult["content"][number];

const onePixelPng = Buffer.from(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0f01f00050502017fd2d4c70000000049454e44ae426082",
    "hex",
).toString("base64");
/** RIFF header of a WAV file without samples: mono, 8 bits, 8 kHz. */
const silentWav = Buffer.from(
    "524946462400000057415645666d7420100000000100010040 1f0000401f00000100080064617461 00000000".replaceAll(" ", ""),
    "hex",
).toString("base64");

export const image = { type: "image", data: onePixelPng, mimeType: "image/png" } as const satisfies ContentBlock;
const audio: ContentBlock = { type: "audio", data: silentWav, mimeType: "audio/wav" };
const text: ContentBlock = { type: "text", text: "Words beside other content" };
const resource = (uri: string): ContentBlock => ({
    type: "resource",
    resource: { uri, mimeType: "text/plain", text: `Content of ${uri}` },
});

/** Tools by the kinds of content that they answer with. */
const contents: Record<string, ContentBlock[]> = {
    test_image_content: [image],
    test_audio_content: [audio],
    test_embedded_resource: [resource("test://embedded-resource")],
    test_multiple_content_types: [text, image, resource("test://mixed-content-resource")],
};

/** A schema with everything of JSON Schema 2020-12 that a server must not lose on the way to the client. */
const schema2020 = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: {
        address: {
            $anchor: "addressDef",
            type: "object",
            properties: { street: { type: "string" }, city: { type: "string" } },
        },
    },
    properties: {
        name: { type: "string" },
        address: { $ref: "#/$defs/address" },
        contactMethod: { type: "string", enum: ["phone", "email"] },
        phone: { type: "string" },
        email: { type: "string" },
    },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false,
};

const schemaWithHeader = {
    type: "object",
    properties: { region: { type: "string", "x-mcp-header": "Region" }, level: { type: "integer" } },
};

/** Tools that answer with more than text, or are asked in ways that `Tool` cannot say. */
export function addContentTools(server: McpServer): void {
    for (const [name, content] of Object.entries(contents)) {
        server.registerTool(name, { description: "Answers with content of other kinds" }, () => ({ content }));
    }
    const inputSchema = z.object({});
    server.registerTool("test_tool_with_logging", { description: "Logs to the client", inputSchema }, logThrice);
    server.registerTool("test_logging_tool", { description: "Logs where the client asked", inputSchema }, logThrice);
    server.registerTool(
        "json_schema_2020_12_tool",
        { description: "Takes what JSON Schema 2020-12 can say", inputSchema: fromJsonSchema(schema2020) },
        () => ({ content: [text] }),
    );
    server.registerTool(
        "test_x_mcp_header",
        { description: "Has an argument repeated in a header", inputSchema: fromJsonSchema(schemaWithHeader) },
        () => ({ content: [text] }),
    );
}

async function logThrice(_args: object, { mcpReq }: ServerContext): Promise<CallToolResult> {
    for (const line of ["begun", "under way", "done"]) await mcpReq.log("info", line);
    return { content: [text] };
}
