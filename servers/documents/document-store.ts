import { Readable } from "node:stream";
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { Call } from "../runtime/tool";
import { nameProblem } from "./document-name";
import { type Asked, explainS3 } from "./s3-refusal";
import type { DocumentsSettings } from "./settings";

/** Documents as `list_documents` tells of them; names are without the prefix. */
export interface DocumentList {
    documents: { name: string; bytes: number }[];
    /** Name of the last one when there are more. */
    next?: string;
}

/** The documents of one bucket and prefix; nothing else of S3 can be asked for. */
export interface DocumentStore {
    /** Documents of a folder and those below it, in the order of their names, after the one that is given. */
    list(folder: string | undefined, after: string | undefined, call: Call): Promise<DocumentList>;
    /** Text of a document. */
    read(name: string, call: Call): Promise<string>;
    /** Rejects while the documents cannot be listed. Once they could be, S3 is not asked again: each listing is paid for. */
    check(signal: AbortSignal): Promise<void>;
}

export function documentStore(settings: DocumentsSettings, s3: Pick<S3Client, "send">): DocumentStore {
    const {
        DOCUMENTS_BUCKET: bucket,
        DOCUMENTS_PREFIX: prefix,
        DOCUMENTS_MAX_BYTES: maxBytes,
        DOCUMENTS_PAGE_SIZE: pageSize,
    } = settings;
    const keyOf = (name: string): string => {
        const problem = nameProblem(name, prefix);
        if (problem) throw new Error(`${JSON.stringify(name)} is no name of a document: ${problem}`);
        return prefix + name;
    };
    const listing = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}`, what: "folder" };
    let wasListed = false;
    return {
        async list(folder, after, call) {
            const below = folder === undefined ? prefix : `${keyOf(folder)}/`;
            const command = new ListObjectsV2Command({
                Bucket: bucket,
                Prefix: below,
                // Whatever `after` says, only what begins with Prefix is listed; a page may have ended with no document's
                // name. Without it, after the object that marks the prefix itself.
                StartAfter: prefix + (after ?? "") || undefined,
                MaxKeys: pageSize,
            });
            const { Contents = [], IsTruncated } = await ask(listing, () =>
                call.api("ListObjectsV2", () => s3.send(command, { abortSignal: call.signal })),
            );
            const keys = Contents.map(({ Key = "" }) => Key);
            const documents = Contents.map(({ Key = "", Size = 0 }) => ({
                name: Key.slice(prefix.length),
                bytes: Size,
            }))
                // The console marks folders by empty objects.
                .filter(({ name }) => nameProblem(name, prefix) === undefined);
            return { documents, ...(IsTruncated && { next: keys.at(-1)?.slice(prefix.length) }) };
        },
        async read(name, call) {
            const key = keyOf(name);
            const asked = {
                action: "s3:GetObject",
                resource: `arn:aws:s3:::${bucket}/${key}`,
                what: `document ${JSON.stringify(name)}`,
            };
            const command = new GetObjectCommand({ Bucket: bucket, Key: key });
            const bytes = await ask(asked, () =>
                call.api("GetObject", async () => {
                    const { Body, ContentLength = 0 } = await s3.send(command, { abortSignal: call.signal });
                    if (ContentLength <= maxBytes) return (await Body?.transformToByteArray()) ?? new Uint8Array();
                    // S3 says the length before it sends the body, which is then not fetched.
                    if (Body instanceof Readable) Body.destroy();
                    return { tooLong: ContentLength };
                }),
            );
            if ("tooLong" in bytes) {
                throw new Error(`${asked.what} has ${bytes.tooLong} bytes; at most ${maxBytes} are read`);
            }
            return textOf(bytes, asked.what);
        },
        async check(abortSignal) {
            if (wasListed) return;
            const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
            await ask(listing, () => s3.send(command, { abortSignal }));
            wasListed = true;
        },
    };
}

async function ask<Result>(asked: Asked, request: () => Promise<Result>): Promise<Result> {
    try {
        return await request();
    } catch (error) {
        throw explainS3(error, asked);
    }
}

function textOf(bytes: Uint8Array, what: string): string {
    try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        if (!text.includes("\0")) return text;
    } catch {
        // Said below.
    }
    throw new Error(`${what} is no text in UTF-8`);
}
