import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { parseReference } from "../components/model/image-reference";
import { problemText, userError } from "../components/model/problem";
import { schemaProblems } from "./schema-problems";

const digestUri = z
    .string()
    .refine((image) => parseReference(image)?.digest !== undefined, { error: 'it ends with "@sha256:…"' });

/** That a server runs an image of an earlier build, and since when. */
const pin = z.object({
    /** By digest, where it was pushed to. */
    image: digestUri,
    at: z.string(),
    /** Stack that it was promoted from; undefined after a rollback. */
    from: z.string().optional(),
});

const verifiedServer = z.object({
    image: digestUri,
    /** Its answer to tools/list, in canonical form. */
    tools: z.unknown(),
});

const verifiedRelease = z.object({
    at: z.string(),
    commit: z.string().optional(),
    servers: z.record(z.string(), verifiedServer),
});

const releaseRecord = z.object({
    pins: z.record(z.string(), pin),
    /** Newest first. */
    verified: z.array(verifiedRelease),
    /** By server, how many pins were taken back: what is then built again needs another tag. */
    rebuilds: z.record(z.string(), z.number()).default({}),
});

export type Pin = z.output<typeof pin>;
export type VerifiedServer = z.output<typeof verifiedServer>;
export type VerifiedRelease = z.output<typeof verifiedRelease>;

/** What `npm run release` keeps of a stack: the output `record` of the stack of its name in the project of records. */
export type ReleaseRecord = z.output<typeof releaseRecord>;

export const emptyRecord: ReleaseRecord = { pins: {}, verified: [], rebuilds: {} };

/** Project whose stacks are the records of a project's stacks. */
export const recordProject = (project: string) => `${project}-releases`;

/** The record in the outputs of its stack; the empty one while nothing is in them. */
export function recordIn(outputs: Record<string, unknown>, place: string): ReleaseRecord {
    const { record = emptyRecord } = outputs;
    const problems = schemaProblems(releaseRecord, record);
    if (problems.length > 0) {
        throw userError(
            `the release record ${place} cannot be read:\n${problems.map((problem) => `  ${problemText("record", problem)}`).join("\n")}`,
        );
    }
    return releaseRecord.parse(record);
}

/** What the engine calls the function behind StackReference (pkg/resource/deploy/builtins.go). */
const readStackOutputs = "pulumi:pulumi:readStackOutputs";

/**
 * The record of the stack that runs. A StackReference to a stack that is not there would end the run in the engine's words; of
 * the function behind it the program is told, and a stack that was never released has an empty record.
 */
export async function readRecord(): Promise<ReleaseRecord> {
    const name = [pulumi.getOrganization(), recordProject(pulumi.getProject()), pulumi.getStack()].join("/");
    const { outputs = {} } = await pulumi.runtime
        .invoke(readStackOutputs, { name })
        .catch((error: Error): { outputs?: Record<string, unknown> } => {
            if (/unknown stack/.test(error.message)) return {};
            throw userError(`the release record ${name} cannot be read: ${error.message}`);
        });
    return recordIn(outputs, name);
}
