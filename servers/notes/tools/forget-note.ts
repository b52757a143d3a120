import { z } from "zod";
import type { Tool } from "../../runtime/tool";
import type { NoteStore } from "../note-store";
import { noteTitle } from "./keep-note";

const args = z.object({ title: noteTitle });

export const forgetNote = (store: NoteStore): Tool<z.output<typeof args>> => ({
    name: "forget_note",
    title: "Forget a note",
    description: "Removes the note that has a title.",
    arguments: args,
    writes: true,
    async run({ title }, { caller }) {
        const found = await store.forget(caller, title);
        if (!found) throw new Error(`there is no note ${JSON.stringify(title)}`);
        return `Forgot ${JSON.stringify(title)}`;
    },
});
