import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { DocumentStore } from "../document-store";

const args = z.object({
    folder: z.string().min(1).optional().describe("Folder to list, without / at its end; all documents without it"),
    after: z.string().min(1).optional().describe("Name that the previous answer ended with, for the ones after it"),
});

export const listDocuments = (store: DocumentStore): Tool<z.output<typeof args>> => ({
    name: "list_documents",
    title: "List documents",
    description: "Lists the documents that can be read, with their length in bytes.",
    arguments: args,
    async run({ folder, after }, call) {
        const { documents, next } = await store.list(folder, after, call);
        const lines = documents.map(({ name, bytes }) => `${name} (${bytes} bytes)`);
        if (next !== undefined) lines.push(`There are more, after ${JSON.stringify(next)}.`);
        return lines.length === 0 ? "There are no documents here." : lines.join("\n");
    },
});
