import { z } from "zod";

const secondsOfDay = 24 * 60 * 60;

/** What this server is told beside what every server is: how much it keeps of whom, and for how long. */
export const notesSettings = {
    /** A caller's notes are forgotten together, this long after the last one was kept. */
    NOTES_TTL_SECONDS: z.coerce
        .number()
        .int()
        .min(1)
        .max(365 * secondsOfDay)
        .default(30 * secondsOfDay)
        .meta({ description: "How long after the last one was kept a caller's notes are forgotten" }),
    /** Notes of one caller. */
    NOTES_MAX_NOTES: z.coerce
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(200)
        .meta({ description: "Most notes of one caller" }),
    /** Bytes of one note's text. */
    NOTES_MAX_BYTES: z.coerce
        .number()
        .int()
        .min(1)
        .max(64 * 1024)
        .default(4 * 1024)
        .meta({ description: "Longest text of a note, in bytes" }),
};

export type NotesSettings = z.output<z.ZodObject<typeof notesSettings>>;
