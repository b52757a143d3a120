import assert from "node:assert/strict";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { emptyRecord, type ReleaseRecord } from "../../stacks/release-record";
import { promotedDigest, pushedDigest, type RecordedProgram, recordStack } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

const earlierDigest = `sha256:${"e".repeat(64)}`;
const pinned: ReleaseRecord = {
    ...emptyRecord,
    pins: { demo: { image: `registry.example.com/mcp/staging/demo@${earlierDigest}`, at: "2026-01-02T03:04:05Z" } },
};

async function run(
    stack: string,
    record?: ReleaseRecord,
    change: (config: Record<string, unknown>) => void = () => {},
) {
    const config = structuredClone(configOf(stack));
    change(config);
    const { values, secretKeys } = engineConfig(config, "a secret");
    return (await recordStack(stack, values, secretKeys, record)).program;
}

function imageOf(program: RecordedProgram, server: string): string {
    const { spec } = program.only("Deployment", server).inputs as {
        spec: { template: { spec: { containers: { image: string }[] } } };
    };
    return spec.template.spec.containers[0]?.image ?? "";
}

const imageTags = (program: RecordedProgram) => program.all("Image").map(({ inputs }) => String(inputs.imageName));

describe("a stack that images are promoted to", () => {
    after(() => setAllConfig({}));

    it("runs the digests that were promoted, from where they were pushed, and builds and keeps none", async () => {
        const program = await run("prod");
        for (const server of ["demo", "calculator", "reports"]) {
            assert.equal(imageOf(program, server), `registry.example.com/mcp/staging/${server}@${promotedDigest}`);
        }
        for (const type of ["Image", "Repository", "RemoteImage", "Tag", "RegistryImage"]) {
            assert.deepEqual(program.all(type), [], type);
        }
    });

    it("is refused before anything is registered while an image is still to be promoted, by server", async () => {
        let refusal = "";
        await run("prod", pinned).catch(({ message }: Error) => {
            refusal = message;
        });
        assert.match(refusal, /^2 problems, nothing was created:\n {2}server "calculator": .*\n {2}server "reports": /);
        assert.match(refusal, /promote it: npm run release -- promote --from staging --to prod$/);
    });

    it("is refused while nothing was ever released, too", async () => {
        await assert.rejects(run("prod", emptyRecord), /3 problems, nothing was created/);
    });

    it("is refused when its record is none", async () => {
        const broken = { ...pinned, pins: { demo: { image: "demo:latest", at: "" } } };
        await assert.rejects(run("prod", broken), /record: pins\.demo\.image is "demo:latest"; it ends with "@sha256:/);
    });
});

describe("a stack that builds its images", () => {
    after(() => setAllConfig({}));

    it("builds all while nothing was ever released", async () => {
        const program = await run("staging");
        assert.match(imageOf(program, "demo"), new RegExp(`/mcp/staging/demo@${pushedDigest}$`));
    });

    it("keeps the repository of a server that was rolled back, runs the earlier digest and builds nothing for it", async () => {
        const program = await run("staging", pinned);
        assert.match(imageOf(program, "demo"), new RegExp(`dkr.ecr.*/mcp/staging/demo@${earlierDigest}$`));
        assert.match(imageOf(program, "calculator"), new RegExp(`/mcp/staging/calculator@${pushedDigest}$`));
        assert.deepEqual(
            program
                .all("Image")
                .map(({ name }) => name)
                .sort(),
            ["calculator", "reports"],
        );
        assert.equal(program.all("Repository").length, 3);
    });

    it("pushes what it builds again after a rollback under another tag, as a tag can be pushed once", async () => {
        const [before, after] = [await run("staging"), await run("staging", { ...emptyRecord, rebuilds: { demo: 2 } })];
        const tag = (program: RecordedProgram) =>
            /demo:(.*)-([0-9a-f]{12})$/.exec(imageTags(program)[0] ?? "")?.slice(1);
        const [[plain, digest] = [], [again, sameDigest] = []] = [tag(before), tag(after)];
        assert.deepEqual([plain, again], ["src", "src-r2"]);
        assert.equal(digest, sameDigest);
    });
});
