import { cpus } from "node:os";
import { ensureEnvironment, environmentVariables } from "../local/environment";
import { elapsed } from "../local/progress";
import { benchPreviews } from "./previews";
import { table } from "./table";
import { benchUp } from "./up";

/** `npm run bench`: what the components cost, as ratios that hold on any machine. */
async function main(): Promise<void> {
    await ensureEnvironment();
    Object.assign(process.env, environmentVariables());
    const started = Date.now();
    const report = (text: string) => process.stderr.write(`${elapsed(Date.now() - started).padStart(7)}  ${text}\n`);
    const rows = [...(await benchPreviews(report)), ...(await benchUp(report))];
    console.log(`\n${table(rows)}\n`);
    console.log(
        `Medians of interleaved runs on ${cpus().length} CPUs, Node.js ${process.version}, same engine and plugins for ` +
            `both sides; ${elapsed(Date.now() - started)} in all.`,
    );
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});
