import { Command } from "commander";
import { down } from "./commands/down";
import { shell } from "./commands/shell";
import { status } from "./commands/status";
import { up } from "./commands/up";

const program = new Command("npm run dev")
    .description("The local environment of mcp-eks: real engine, real Kubernetes, emulated AWS, on this machine.")
    .showHelpAfterError()
    // So that `shell pulumi up --yes` leaves --yes to pulumi.
    .enablePositionalOptions();

program
    .command("up", { isDefault: true })
    .description("start what is missing, deploy the dev stack, call the demo server's tool through the ingress")
    .option("--context <name>", "use the cluster of this kubeconfig context in place of the embedded one")
    .option("--registry <host>", "registry that you push to and that cluster pulls from (goes with --context)")
    .option(
        "--base-image <image>",
        "image of Node.js that the demo server is built on (with --context)",
        "node:22-slim",
    )
    .option("--no-deploy", "only start the environment")
    .action(up);
program.command("status").description("what runs, and where it is").action(status);
program
    .command("down")
    .description("stop and remove everything that the environment made; built tools stay cached")
    .action(down);
program
    .command("shell")
    .description("a shell in which plain pulumi and kubectl work against the environment")
    .option("--print", 'print export lines in place: eval "$(npm run --silent dev:shell -- --print)"')
    .argument("[command...]", "run this command in place of an interactive shell")
    .passThroughOptions()
    .action(shell);
program.parseAsync().catch((error: Error) => {
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
});
