/** Something that is measured: one run, in milliseconds. */
export type Sampler = () => Promise<number>;

/**
 * Runs all samplers in turn, round after round, so that whatever else the machine does falls on all of them alike.
 * The first round only warms caches up. Returns each sampler's median.
 */
export async function interleavedMedians<Name extends string>(
    rounds: number,
    samplers: Record<Name, Sampler>,
    report: (text: string) => void,
): Promise<Record<Name, number>> {
    const names = Object.keys(samplers) as Name[];
    const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
    for (let round = 0; round <= rounds; round += 1) {
        for (const name of names) {
            report(`${round === 0 ? "warming up" : `round ${round} of ${rounds}`}: ${name}`);
            const milliseconds = await samplers[name]();
            if (round > 0) samples[name].push(milliseconds);
        }
    }
    return Object.fromEntries(names.map((name) => [name, median(samples[name])])) as Record<Name, number>;
}

export function median(values: number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const low = sorted[Math.floor((sorted.length - 1) / 2)];
    const high = sorted[Math.ceil((sorted.length - 1) / 2)];
    if (low === undefined || high === undefined) throw new Error("there is no median of no values");
    return (low + high) / 2;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await work();
    return performance.now() - started;
}
