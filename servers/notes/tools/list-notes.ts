import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { NoteStore } from "../note-store";

const args = z.object({});

export const listNotes = (store: NoteStore): Tool<z.output<typeof args>> => ({
    name: "list_notes",
    title: "List notes",
    description: "Gives the titles of all notes that were kept.",
    arguments: args,
    async run(_, { caller }) {
        const titles = Object.keys(await store.all(caller)).sort();
        return titles.length === 0 ? "There are no notes." : titles.join("\n");
    },
});
