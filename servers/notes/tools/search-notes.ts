import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { NoteStore } from "../note-store";

const args = z.object({ text: z.string().trim().min(1).describe("Words to look for, in titles and texts") });

export const searchNotes = (store: NoteStore): Tool<z.output<typeof args>> => ({
    name: "search_notes",
    title: "Search notes",
    description: "Gives the notes whose title or text contains the words, without regard to upper and lower case.",
    arguments: args,
    async run({ text }, { caller }) {
        const wanted = text.toLowerCase();
        const found = Object.entries(await store.all(caller))
            .filter((note) => note.some((part) => part.toLowerCase().includes(wanted)))
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([title, kept]) => `${title}: ${kept}`);
        return found.length === 0 ? "No note contains that." : found.join("\n");
    },
});
