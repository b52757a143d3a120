import { cpus } from "node:os";
import { ensureEnvironment, environmentVariables } from "../local/environment";
import { elapsed } from "../local/progress";
import { benchPreviews } from "./previews";
import { serverTable } from "./server-table";
import { benchServers } from "./servers";
import { table } from "./table";
import { benchUp } from "./up";

const groups = ["components", "servers"];

/** `npm run bench [-- components | servers]`: what components and servers cost, as ratios that hold on any machine. */
async function main(): Promise<void> {
    const asked = process.argv.slice(2);
    const unknown = asked.filter((group) => !groups.includes(group));
    if (unknown.length > 0)
        throw new Error(`there is no ${unknown.join(", ")} to measure; there are ${groups.join(", ")}`);
    const started = Date.now();
    const report = (text: string) => process.stderr.write(`${elapsed(Date.now() - started).padStart(7)}  ${text}\n`);
    for (const group of asked.length > 0 ? asked : groups) {
        console.log(`\n${group === "servers" ? serverTable(await benchServers(report)) : await components(report)}\n`);
    }
    console.log(
        `Medians of interleaved runs on ${cpus().length} CPUs, Node.js ${process.version}, the same for all sides; ` +
            `${elapsed(Date.now() - started)} in all.`,
    );
}

/** These are deployed to the local environment. */
async function components(report: (text: string) => void): Promise<string> {
    await ensureEnvironment();
    Object.assign(process.env, environmentVariables());
    return table([...(await benchPreviews(report)), ...(await benchUp(report))]);
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});
