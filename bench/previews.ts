import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repositoryDir } from "../local/paths";
import { devConfig, providerConfig } from "./dev-config";
import { type FlatResource, flatResources } from "./recording";
import { interleavedMedians, type Sampler, timed } from "./samples";
import { BenchStack } from "./stack";
import type { Row } from "./table";

const programs = join(__dirname, "programs");
const ourProgram = join(repositoryDir, "stacks");
const flatProgram = join(programs, "flat");

/** Numbers of servers that are previewed. */
const sizes = [1, 10, 50];
const rounds = 5;

const previewGoal = 2;
const furtherServerGoal = 1.1;

/** Medians of one number of servers, in milliseconds. */
interface Medians {
    servers: number;
    ours: number;
    flat: number;
}

/** Previews of first deployments, where everything is still to be made. All sizes take turns, as they are compared. */
export async function benchPreviews(report: (text: string) => void): Promise<Row[]> {
    const stacks: BenchStack[] = [];
    const preview = (stack: BenchStack) => {
        stacks.push(stack);
        return () => timed(() => stack.preview());
    };
    try {
        const empty = await BenchStack.create(join(programs, "empty"), "empty", {});
        const all: Record<string, Sampler> = { empty: preview(empty) };
        for (const servers of sizes) {
            report(`previews: recording the resources of ${servers}`);
            const dev = devConfig(servers);
            const ours = await BenchStack.create(repositoryDir, "dev", dev.config, dev.encryptionsalt);
            all[`ours ${servers}`] = preview(ours);
            all[`flat ${servers}`] = preview(await flatStackOf(ours, servers));
        }
        const medians = await interleavedMedians(rounds, all, (text) => report(`previews: ${text}`));
        const of = (name: string) => medians[name] ?? Number.NaN;
        const bySize = sizes.map((servers) => ({ servers, ours: of(`ours ${servers}`), flat: of(`flat ${servers}`) }));
        return rowsOf(bySize, of("empty"));
    } finally {
        for (const stack of stacks) stack.remove();
    }
}

/** A stack of the flat program that makes what ours would make. */
async function flatStackOf(ours: BenchStack, servers: number): Promise<BenchStack> {
    const file = join(ours.directory, "resources.json");
    writeFileSync(file, JSON.stringify(flatResources(await ours.previewedResources()).map(withOwnContext)));
    const config = { ...providerConfig(devConfig(servers)), "bench-flat:resources": file };
    return BenchStack.create(flatProgram, "flat", config);
}

/** Build contexts are relative to the program; their digest is the provider's to make, as it is for us. */
function withOwnContext(resource: FlatResource): FlatResource {
    const { build } = resource.inputs;
    if (typeof build !== "object" || build === null || Array.isArray(build)) return resource;
    const { contextDigest: _, ...declared } = build;
    const moved = (path: unknown) => relative(flatProgram, join(ourProgram, String(path)));
    return {
        ...resource,
        inputs: {
            ...resource.inputs,
            build: { ...declared, context: moved(build.context), dockerfile: moved(build.dockerfile) },
        },
    };
}

function rowsOf(medians: Medians[], emptyMilliseconds: number): Row[] {
    const [one, ...more] = medians;
    if (!one) throw new Error("nothing was measured");
    return [
        {
            what: "preview, 1 server",
            milliseconds: one.ours,
            against: "empty program",
            againstMilliseconds: emptyMilliseconds,
            goal: previewGoal,
        },
        ...medians.map(({ servers, ours, flat }) => ({
            what: `preview, ${servers} server${servers > 1 ? "s" : ""}`,
            milliseconds: ours,
            against: "same resources, flat program",
            againstMilliseconds: flat,
        })),
        ...more.map(({ servers, ours, flat }) => ({
            what: `preview, each further server up to ${servers}`,
            milliseconds: (ours - one.ours) / (servers - 1),
            against: "same resources, flat program",
            againstMilliseconds: (flat - one.flat) / (servers - 1),
            goal: furtherServerGoal,
        })),
    ];
}
