import { defineServer } from "../runtime/serve";
import { redisNotes } from "./note-store";
import { notesSettings } from "./settings";
import { forgetNote } from "./tools/forget-note";
import { keepNote } from "./tools/keep-note";
import { listNotes } from "./tools/list-notes";
import { searchNotes } from "./tools/search-notes";

/** Remembers notes for those who call, in redis: what any pod was told, every pod knows. */
export const notes = defineServer({
    name: "notes",
    version: "0.1.0",
    settings: notesSettings,
    open(settings, { redis }) {
        const store = redisNotes(redis(), settings);
        return { tools: [keepNote(store), listNotes(store), searchNotes(store), forgetNote(store)] };
    },
});
