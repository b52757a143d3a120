import { completable, type GetPromptResult, type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import { image } from "./content";

type PromptContent = GetPromptResult["messages"][number]["content"];

const prompt = (...contents: PromptContent[]): GetPromptResult => ({
    messages: contents.map((content) => ({ role: "user", content })),
});
const words = (text: string): PromptContent => ({ type: "text", text });

export function addPrompts(server: McpServer): void {
    server.registerPrompt("test_simple_prompt", { description: "Says one thing" }, () => prompt(words("Say hello")));
    server.registerPrompt("test_prompt_with_image", { description: "Shows an image" }, () =>
        prompt(image, words("What is in the image?")),
    );
    const suggestions = ["test", "text", "other"];
    const argument = completable(z.string(), (begun) => suggestions.filter((value) => value.startsWith(begun)));
    server.registerPrompt(
        "test_prompt_with_arguments",
        { description: "Repeats its arguments", argsSchema: z.object({ arg1: argument, arg2: z.string() }) },
        ({ arg1, arg2 }) => prompt(words(`arg1 is ${arg1}, arg2 is ${arg2}`)),
    );
    server.registerPrompt(
        "test_prompt_with_embedded_resource",
        { description: "Carries a resource", argsSchema: z.object({ resourceUri: z.string() }) },
        ({ resourceUri: uri }) =>
            prompt(
                { type: "resource", resource: { uri, mimeType: "text/plain", text: `Content of ${uri}` } },
                words("Read it"),
            ),
    );
}

export function addResources(server: McpServer): void {
    const plain = { mimeType: "text/plain" };
    server.registerResource("static-text", "test://static-text", plain, ({ href: uri }) => ({
        contents: [{ uri, mimeType: "text/plain", text: "Words" }],
    }));
    server.registerResource("static-binary", "test://static-binary", { mimeType: image.mimeType }, ({ href: uri }) => ({
        contents: [{ uri, mimeType: image.mimeType, blob: image.data }],
    }));
    const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
    server.registerResource("template", template, { mimeType: "application/json" }, ({ href: uri }, { id }) => ({
        contents: [{ uri, mimeType: "application/json", text: JSON.stringify({ id }) }],
    }));
}
