import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { DocumentStore } from "../document-store";

const args = z.object({
    name: z.string().min(1).describe("Name of the document, as list_documents gives it"),
});

export const readDocument = (store: DocumentStore): Tool<z.output<typeof args>> => ({
    name: "read_document",
    title: "Read a document",
    description: "Gives the text of one document.",
    arguments: args,
    run: ({ name }, call) => store.read(name, call),
});
