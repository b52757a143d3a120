import { z } from "zod";

/** S3 names a bucket so: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What this server is told beside what every server is: which documents are its own. */
export const documentsSettings = {
    DOCUMENTS_BUCKET: z.string().regex(bucketName, "must be the name of an S3 bucket, as company-docs").meta({
        description: "S3 bucket that the documents are in",
    }),
    /** Only what begins so is seen. Ends with "/": "public" alone would admit "public-drafts/plan.md" as well. */
    DOCUMENTS_PREFIX: z
        .string()
        .regex(/^([^/]+\/)+$/, 'must end with "/" and not begin with it, as public/')
        .default("")
        .meta({ description: 'What the names of all documents in the bucket begin with; ends with "/"' }),
    /** Longest document that is read: what a model is given costs its context. */
    DOCUMENTS_MAX_BYTES: z.coerce
        .number()
        .int()
        .min(1)
        .max(4 * 1024 * 1024)
        .default(256 * 1024)
        .meta({ description: "Longest document that is read, in bytes" }),
    /** Documents in one answer of `list_documents`. */
    DOCUMENTS_PAGE_SIZE: z.coerce
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(100)
        .meta({ description: "Documents in one answer of list_documents" }),
};

export type DocumentsSettings = z.output<z.ZodObject<typeof documentsSettings>>;
