import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { files, writeFiles } from "./files";
import { readStack } from "./read-stack";

interface Options {
    stack: string;
    out: string;
    force: boolean;
    redis: boolean;
    firstPort: number;
    certificate: string;
    certificateKey: string;
}

/** `npm run compose`: the servers of a stack on one machine without Kubernetes. */
const program = new Command("npm run compose --")
    .description(
        "Writes docker-compose.yaml, .env.example, nginx.conf and Caddyfile for the servers of a stack, to run them on one machine.",
    )
    .requiredOption("--stack <name>", "stack whose Pulumi.<name>.yaml is read")
    .requiredOption("--out <directory>", "where the files are written to")
    .option("--force", "overwrite files that are there", false)
    .option("--no-redis", "leave out Redis, and REDIS_URL of the servers")
    .option(
        "--first-port <port>",
        "port of the first server on 127.0.0.1; the others have the following ones",
        port,
        8000,
    )
    .option("--certificate <file>", "certificate in nginx.conf", "/etc/ssl/certs/{host}.crt")
    .option("--certificate-key <file>", "its key", "/etc/ssl/private/{host}.key")
    .showHelpAfterError()
    .action(run);

function port(text: string): number {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1024 || number > 65_000) {
        throw new InvalidArgumentError("a port is a whole number from 1024 to 65000.");
    }
    return number;
}

function run({ stack, out, force, ...options }: Options): void {
    const projectDir = dirname(__dirname);
    const outDir = resolve(out);
    const contents = files(readStack(stack, projectDir), { ...options, projectDir, outDir });
    writeFiles(outDir, contents, force);
    console.log(`Wrote ${Object.keys(contents).join(", ")} to ${outDir}`);
    console.log(`Next: cd ${outDir} && cp .env.example .env, fill it in, docker compose up --build`);
}

program.parseAsync().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
