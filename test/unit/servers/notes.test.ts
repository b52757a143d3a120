import assert from "node:assert/strict";
import type { RedisClientType } from "redis";
import { type NoteStore, redisNotes } from "../../../servers/notes/note-store";

const settings = { NOTES_TTL_SECONDS: 60, NOTES_MAX_NOTES: 2, NOTES_MAX_BYTES: 20 };

/** The few commands of redis that notes are made of, on hashes in this process. */
class HashesInMemory {
    readonly hashes = new Map<string, Map<string, string>>();
    readonly lifetimes = new Map<string, number>();

    hGetAll = async (key: string) => Object.fromEntries(this.hash(key));
    hDel = async (key: string, field: string) => (this.hash(key).delete(field) ? 1 : 0);

    multi() {
        const results: number[] = [];
        const transaction = {
            hSet: (key: string, field: string, value: string) => {
                results.push(this.hash(key).has(field) ? 0 : 1);
                this.hash(key).set(field, value);
                return transaction;
            },
            hLen: (key: string) => {
                results.push(this.hash(key).size);
                return transaction;
            },
            expire: (key: string, seconds: number) => {
                this.lifetimes.set(key, seconds);
                return transaction;
            },
            execTyped: async () => results,
        };
        return transaction;
    }

    private hash(key: string): Map<string, string> {
        const found = this.hashes.get(key) ?? new Map<string, string>();
        this.hashes.set(key, found);
        return found;
    }
}

describe("notes server: what is kept of whom", () => {
    const ann = { subject: "ann", scopes: [] };
    const bob = { subject: "bob", scopes: [] };
    let redis: HashesInMemory;
    let store: NoteStore;

    beforeEach(() => {
        redis = new HashesInMemory();
        store = redisNotes(redis as unknown as RedisClientType, settings);
    });

    it("shows callers their own notes only", async () => {
        await store.keep(ann, "plan", "of Ann");
        await store.keep(bob, "plan", "of Bob");
        await store.keep(undefined, "plan", "of nobody");
        assert.deepEqual(await store.all(ann), { plan: "of Ann" });
        assert.deepEqual(await store.all(bob), { plan: "of Bob" });
        assert.deepEqual(await store.all(undefined), { plan: "of nobody" });
        assert.equal(await store.forget(bob, "plan"), true);
        assert.deepEqual(await store.all(ann), { plan: "of Ann" });
    });

    it("has no subject that stands for those without a token", async () => {
        await store.keep(undefined, "plan", "of nobody");
        for (const subject of ["anonymous", "", "of:anonymous", "../anonymous"]) {
            assert.deepEqual(await store.all({ subject, scopes: [] }), {});
        }
    });

    it("replaces the note of a title, also when no further one would be kept", async () => {
        await store.keep(ann, "a", "first");
        await store.keep(ann, "b", "second");
        await store.keep(ann, "a", "third");
        assert.deepEqual(await store.all(ann), { a: "third", b: "second" });
    });

    it("keeps no more notes than its limit, and those that are there", async () => {
        await store.keep(ann, "a", "first");
        await store.keep(ann, "b", "second");
        await assert.rejects(
            store.keep(ann, "c", "third"),
            /there are 2 notes already, which is the most; forget one first/,
        );
        assert.deepEqual(await store.all(ann), { a: "first", b: "second" });
        await store.keep(bob, "c", "Bob has his own");
    });

    it("keeps no longer note than its limit, in bytes", async () => {
        await store.keep(ann, "a", "ö".repeat(10));
        await assert.rejects(store.keep(ann, "b", `${"ö".repeat(10)}.`), /the note has 21 bytes; at most 20 are kept/);
        assert.deepEqual(Object.keys(await store.all(ann)), ["a"]);
    });

    it("gives every caller's notes an end", async () => {
        await store.keep(ann, "a", "first");
        await store.keep(undefined, "a", "first");
        assert.deepEqual([...redis.lifetimes.keys()], [...redis.hashes.keys()]);
        assert.deepEqual([...new Set(redis.lifetimes.values())], [60]);
    });

    it("tells clients that redis is away, and not where it should be", async () => {
        const reason = new Error("connect ECONNREFUSED 10.0.12.7:6379");
        const away = () => Promise.reject(reason);
        store = redisNotes(
            { multi: () => redis.multi(), hGetAll: away, hDel: away } as unknown as RedisClientType,
            settings,
        );
        for (const asked of [store.all(ann), store.forget(ann, "a")]) {
            await assert.rejects(asked, { message: "the notes cannot be reached now; try again later", cause: reason });
        }
    });
});
