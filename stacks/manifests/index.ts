import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { readStackFile, stackFile } from "../stack-file";
import { stackObjects } from "./objects";
import { yamlStream } from "./stream";

interface Options {
    stack: string;
    configFile?: string;
    server?: string;
    out?: string;
}

const projectDir = join(__dirname, "..", "..");

const program = new Command("npm run --silent manifests --")
    .description(
        "The Kubernetes objects of a stack as YAML, from its configuration alone: no cluster, no account, no secrets.",
    )
    .requiredOption("--stack <name>", "stack, as in Pulumi.<name>.yaml")
    .option("--config-file <file>", "its configuration, where it is kept somewhere else")
    .option("--server <name>", "only the objects of this server")
    .option("--out <file>", "write them there in place of standard output")
    .showHelpAfterError()
    .action(manifests);

async function manifests({ stack, configFile, server, out }: Options): Promise<void> {
    const objects = await stackObjects(stack, readStackFile(configFile ?? stackFile(stack, projectDir)));
    const servers = [...new Set(objects.flatMap(({ server }) => server ?? []))].sort();
    if (server !== undefined && !servers.includes(server)) {
        throw new Error(`stack "${stack}" has no server "${server}"; it has: ${servers.join(", ")}`);
    }
    const chosen = objects.filter((one) => server === undefined || one.server === server);
    const text = yamlStream(
        chosen.map(({ object }) => object),
        `${chosen.length} Kubernetes objects of ${server === undefined ? "" : `server ${server} in `}stack ${stack}.\n` +
            "Zeros stand for AWS account, image digest and versions of secrets, which only AWS knows.",
    );
    if (out === undefined) process.stdout.write(text);
    else writeFileSync(out, text);
}

// Values that wait for each other never settle, and Node.js would end as if all were well.
let settled = false;
process.on("beforeExit", () => {
    if (settled) return;
    process.stderr.write("the program of the stack never ends: some of its values wait for each other\n");
    process.exit(1);
});

program
    .parseAsync()
    .catch((error: Error) => {
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
    })
    .finally(() => {
        settled = true;
    });
