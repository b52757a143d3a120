import { dirname } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { clientSecret, type SecretSource } from "./client-secret";
import { contentLines, tokenContents, warnings } from "./contents";
import { writeTokenFile } from "./output";
import { requestToken } from "./request";
import { exitCodes, refused, TokenError } from "./token-error";
import { type WantedOptions, wantedToken } from "./wanted";

interface Options extends WantedOptions, SecretSource {
    print?: boolean;
    header?: boolean;
    output?: string;
    json?: boolean;
}

const list = (text: string) => text.split(/[\s,]+/).filter((entry) => entry !== "");

/** `npm run token`: a token for calls of a protected server. */
const program = new Command("npm run --silent token --")
    .description(
        "Gets an access token by client credentials, to call a protected server with. Says what is in it; the token itself only where it is asked for.",
    )
    .option("--stack <stack>", "with --server: issuer, resource and scopes as in Pulumi.<stack>.yaml")
    .option("--server <name>", "server of the stack")
    .option("--issuer <url>", "issuer, as `iss` of its tokens has it; its endpoints are found by discovery")
    .option("--client-id <id>", "client that the token is for")
    .option("--secret-env <name>", "environment variable that holds the client's secret", "CLIENT_SECRET")
    .option("--secret-stdin", "read the client's secret from standard input")
    .option("--secret-entry <name>", 'entry of AWS Secrets Manager that holds it, "name#key" where it is JSON')
    .option("--scope <scopes>", "scopes, with commas or spaces", list)
    .option("--resource <url>", "server that the token is for (RFC 8707)")
    .option("--audience <name>", "the same for issuers that have a parameter audience")
    .addOption(new Option("--print", "write just the token to standard output").conflicts(["json", "output"]))
    .option("--header", "as --print, but the whole header: Authorization: Bearer …")
    .option("--output <file>", "write it to a file that only its owner can read")
    .addOption(new Option("--json", "say what is in it as JSON").conflicts(["print"]))
    .addHelpText(
        "after",
        `
Exit codes:
  0  done
  1  the issuer refuses, or cannot be reached
  2  usage or configuration refused, nobody was asked

Examples:
  CLIENT_SECRET=… npm run --silent token -- --issuer https://auth.example.com/realms/mcp --client-id my-client \\
      --resource https://mcp.example.com/demo/mcp --scope mcp:tools --print
  npm run --silent token -- --stack prod --server demo --client-id my-client --secret-entry mcp/my-client --output token
  npm run --silent token -- … --header | curl -H @- https://mcp.example.com/demo/mcp …`,
    )
    .showHelpAfterError("(--help lists the options)")
    .exitOverride();

async function run(options: Options): Promise<void> {
    const { print = false, header = false, output, json = false } = options;
    if (header && json && output === undefined) throw refused("--json says what is in the token: use --output with it");
    const projectDir = dirname(__dirname);
    const wanted = wantedToken(options, (stack, server) => {
        // Reading a stack loads much that the options alone do not need.
        const { serverTerms } = require("./server-terms") as typeof import("./server-terms");
        return serverTerms(stack, server, projectDir);
    });
    const issued = await requestToken(wanted, await clientSecret(options));
    const text = header ? `Authorization: Bearer ${issued.token}` : issued.token;
    if (output !== undefined) writeTokenFile(output, text);
    const contents = tokenContents(issued, wanted);
    for (const warning of warnings(contents, wanted)) process.stderr.write(`Warning: ${warning}\n`);
    if (json)
        process.stdout.write(`${JSON.stringify({ ...contents, ...(output !== undefined && { output }) }, null, 4)}\n`);
    else if (print || (header && output === undefined)) process.stdout.write(`${text}\n`);
    else {
        const place = output === undefined ? "not shown: --print, --header or --output FILE" : `written to ${output}`;
        process.stdout.write(`${contentLines(contents, place).join("\n")}\n`);
    }
}

async function main(): Promise<void> {
    program.parse();
    await run(program.opts<Options>());
}

main().catch((error: Error) => {
    if (error instanceof CommanderError) {
        // Commander has told what is wrong; help that was asked for is no error.
        process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
        return;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof TokenError ? error.exitCode : exitCodes.failed;
});
