import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repositoryDir } from "../local/paths";
import { devConfig, providerConfig } from "./dev-config";
import { type FlatResource, flatResources } from "./recording";
import { interleavedMedians, timed } from "./samples";
import { BenchStack } from "./stack";
import type { Row } from "./table";

const programs = join(__dirname, "programs");
const ourProgram = join(repositoryDir, "stacks");
const flatProgram = join(programs, "flat");

/** Numbers of servers, with how often each is measured: the long previews vary less. */
const sizes = [
    { servers: 1, rounds: 9 },
    { servers: 10, rounds: 5 },
    { servers: 50, rounds: 3 },
];

const previewGoal = 2;
const furtherServerGoal = 1.1;

/** Previews of first deployments, where everything is still to be made. */
export async function benchPreviews(report: (text: string) => void): Promise<Row[]> {
    const stacks: BenchStack[] = [];
    const keep = (stack: BenchStack) => {
        stacks.push(stack);
        return stack;
    };
    try {
        const empty = keep(await BenchStack.create(join(programs, "empty"), "empty", {}));
        const medians: { servers: number; ours: number; flat: number; empty: number }[] = [];
        for (const { servers, rounds } of sizes) {
            const dev = devConfig(servers);
            const ours = keep(await BenchStack.create(repositoryDir, "dev", dev.config, dev.encryptionsalt));
            const flat = keep(await flatStackOf(ours, servers));
            const samplers = {
                empty: () => timed(() => empty.preview()),
                ours: () => timed(() => ours.preview()),
                flat: () => timed(() => flat.preview()),
            };
            const result = await interleavedMedians(rounds, samplers, (name, round) =>
                report(`preview of ${servers}: ${name}, ${round === 0 ? "warming up" : `round ${round} of ${rounds}`}`),
            );
            medians.push({ servers, ...result });
        }
        return rowsOf(medians);
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

function rowsOf(medians: { servers: number; ours: number; flat: number; empty: number }[]): Row[] {
    const [one, ...more] = medians;
    if (!one) throw new Error("nothing was measured");
    return [
        {
            what: "preview, 1 server",
            milliseconds: one.ours,
            against: "empty program",
            againstMilliseconds: one.empty,
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
