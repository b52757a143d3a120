import { S3Client } from "@aws-sdk/client-s3";
import { defineServer } from "../runtime/serve";
import { documentStore } from "./document-store";
import { documentsSettings } from "./settings";
import { listDocuments } from "./tools/list-documents";
import { readDocument } from "./tools/read-document";

/** Reads what a role in AWS lets it read: the text documents below one prefix of an S3 bucket. */
export function documentsFrom(connect: () => S3Client) {
    return defineServer({
        name: "documents",
        version: "0.1.0",
        settings: documentsSettings,
        open(settings) {
            const s3 = connect();
            const store = documentStore(settings, s3);
            return {
                tools: [listDocuments(store), readDocument(store)],
                // A role without its permissions, or a bucket by a wrong name, stops the rollout.
                dependencies: [{ name: "documents", check: store.check }],
                close: () => s3.destroy(),
            };
        },
    });
}

/** Region, endpoint and role are those of the environment, as all AWS SDKs find them. */
export const documents = documentsFrom(() => new S3Client());
