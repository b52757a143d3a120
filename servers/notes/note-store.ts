import type { RedisClientType } from "redis";
import type { Caller } from "../runtime/auth/caller";
import type { NotesSettings } from "./settings";

/** Text of notes by their titles. */
export type Notes = Record<string, string>;

/** Notes of callers; nobody sees another's. */
export interface NoteStore {
    /** Keeps a note, in place of the one that has its title. */
    keep(caller: Caller | undefined, title: string, text: string): Promise<void>;
    all(caller: Caller | undefined): Promise<Notes>;
    /** Whether there was such a note. */
    forget(caller: Caller | undefined, title: string): Promise<boolean>;
}

/** Commands of redis that notes are made of. */
type Redis = Pick<RedisClientType, "multi" | "hGetAll" | "hDel">;

/** Notes in redis: one hash for each caller, so that it makes no difference which replica answers. */
export function redisNotes(redis: Redis, settings: NotesSettings): NoteStore {
    const { NOTES_TTL_SECONDS: ttl, NOTES_MAX_NOTES: mostNotes, NOTES_MAX_BYTES: maxBytes } = settings;
    return {
        async keep(caller, title, text) {
            const bytes = Buffer.byteLength(text);
            if (bytes > maxBytes) throw new Error(`the note has ${bytes} bytes; at most ${maxBytes} are kept`);
            const key = keyOf(caller);
            // Added first and counted then, at once: two replicas that count first could both add the last one.
            const [added, count] = await reached(() =>
                redis.multi().hSet(key, title, text).hLen(key).expire(key, ttl).execTyped(),
            );
            if (added === 1 && count > mostNotes) {
                await reached(() => redis.hDel(key, title));
                throw new Error(`there are ${mostNotes} notes already, which is the most; forget one first`);
            }
        },
        all: (caller) => reached(() => redis.hGetAll(keyOf(caller))),
        forget: async (caller, title) => (await reached(() => redis.hDel(keyOf(caller), title))) === 1,
    };
}

/** Nobody can choose a subject so that it is the key of those without a token. */
const keyOf = (caller: Caller | undefined) => (caller === undefined ? "notes:anonymous" : `notes:of:${caller.subject}`);

/** The reason is for the server's log: clients can do nothing about an address that does not answer. */
async function reached<Reply>(command: () => Promise<Reply>): Promise<Reply> {
    try {
        return await command();
    } catch (error) {
        throw new Error("the notes cannot be reached now; try again later", { cause: error });
    }
}
