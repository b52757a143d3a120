import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { NoteStore } from "../note-store";

const longestTitle = 120;

export const noteTitle = z.string().trim().min(1).max(longestTitle).describe("Short name of the note");

const args = z.object({ title: noteTitle, text: z.string().min(1).describe("What to remember") });

export const keepNote = (store: NoteStore): Tool<z.output<typeof args>> => ({
    name: "keep_note",
    title: "Keep a note",
    description: "Remembers a text under a title, for later conversations too. A note that has the title is replaced.",
    arguments: args,
    writes: true,
    async run({ title, text }, { caller }) {
        await store.keep(caller, title, text);
        return `Kept ${JSON.stringify(title)}`;
    },
});
