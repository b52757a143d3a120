import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { cosignArguments, type SignatureArgs, sbomFormat, signerText } from "./model/image-signature";
import { userError } from "./model/problem";

const run = promisify(execFile);
const longestMinutes = 5;

/**
 * The image, known only once its signature is verified: what is made of it waits for that, and a refusal ends the update
 * before anything that runs is changed. A preview says what will be verified.
 */
export function verified(
    image: pulumi.Output<string>,
    args: SignatureArgs | undefined,
    resource: pulumi.Resource,
): pulumi.Output<string> {
    if (args === undefined) return image;
    if (pulumi.runtime.isDryRun()) {
        const signs = args.signingKey === undefined ? "" : `signed with ${args.signingKey} after its push, and `;
        void pulumi.log.info(`the image will be ${signs}deployed only with ${signerText(args)}`, resource);
        return image;
    }
    return image.apply(async (uri) => {
        if (args.signingKey !== undefined) await sign(uri, args);
        await verify(uri, args);
        return uri;
    });
}

async function verify(image: string, args: SignatureArgs): Promise<void> {
    const reason = await failureOf("cosign", cosignArguments.verify(image, args));
    if (reason === undefined) return;
    throw userError(
        `image ${image} is not deployed: cosign found no valid signature of it; expected is ${signerText(args)}:\n${reason}`,
    );
}

/** What is signed already is left alone: every signature would be one more artifact of the image. */
async function sign(image: string, args: SignatureArgs): Promise<void> {
    if ((await failureOf("cosign", cosignArguments.verify(image, args))) !== undefined) {
        await succeed("cosign", cosignArguments.sign(image, args), `signing image ${image}`);
    }
    if (!args.sbom || (await failureOf("cosign", cosignArguments.verifySbom(image, args))) === undefined) return;
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-sbom-"));
    try {
        const file = join(directory, "sbom.json");
        // From the registry: what is described is what runs, not what the builder happens to hold.
        const scan = ["scan", `registry:${image}`, `--output=${sbomFormat}=${file}`, "--quiet"];
        await succeed("syft", scan, `listing what is in image ${image}`);
        await succeed("cosign", cosignArguments.attestSbom(image, file, args), `attesting the SBOM of image ${image}`);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

async function succeed(program: string, args: string[], what: string): Promise<void> {
    const reason = await failureOf(program, args);
    if (reason !== undefined) throw userError(`${what} failed:\n${reason}`);
}

/** Why the program failed; undefined when it did not. */
async function failureOf(program: string, args: string[]): Promise<string | undefined> {
    try {
        await run(program, args, { timeout: longestMinutes * 60_000, maxBuffer: 64 * 1024 * 1024 });
        return undefined;
    } catch (error) {
        const {
            code,
            stderr = "",
            message,
            killed,
        } = error as Error & { code?: unknown; stderr?: string; killed?: boolean };
        if (code === "ENOENT") {
            throw userError(
                `there is no program "${program}" on PATH; images with a \`signature\` need it: ${installation[program]}`,
            );
        }
        if (killed) return `${program} took longer than ${longestMinutes} minutes`;
        return stderr.replace(/^(WARNING: |Flag ).*\n/gm, "").trim() || message;
    }
}

const installation: Record<string, string> = {
    cosign: "https://docs.sigstore.dev/cosign/system_config/installation/",
    syft: "https://github.com/anchore/syft#installation",
};
