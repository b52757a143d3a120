import { awsForgot, rememberAws } from "../aws-memory";
import { callTool, listTools } from "../client/mcp";
import { deployDevStack, devStackExists, refreshDevStack } from "../dev-stack";
import { ensureEnvironment, environmentVariables } from "../environment";
import { paths } from "../paths";
import { elapsed } from "../progress";
import { resolveTarget, type TargetOptions } from "../target";

interface UpOptions extends TargetOptions {
    deploy: boolean;
}

/** `npm run dev`: from a clone to a tool's answer. */
export async function up(options: UpOptions): Promise<void> {
    const started = Date.now();
    const target = resolveTarget(options);
    const interrupted = new AbortController();
    process.once("SIGINT", () => {
        process.stderr.write(
            "\nInterrupted: what has started goes on running; npm run dev continues, npm run dev:down removes it.\n",
        );
        interrupted.abort();
        process.exitCode = 130;
    });
    await ensureEnvironment(target, interrupted.signal);
    process.stderr.write(`The local environment is ready (${elapsed(Date.now() - started)})\n`);
    if (!options.deploy) return;

    const env = environmentVariables(target);
    if ((await awsForgot(target)) && devStackExists(target)) {
        process.stderr.write(
            "The AWS emulator was started anew and keeps nothing: refreshing the stack's state first\n",
        );
        await refreshDevStack(target, env);
    }
    await rememberAws(target);
    const outputs = await deployDevStack(target, env);
    await showDemo(outputs.endpoints, started);
}

const numbers = [19, 23];

async function showDemo(endpoints: Record<string, { url?: string }>, started: number): Promise<void> {
    const url = endpoints.demo?.url;
    if (!url)
        throw new Error('the dev stack has no endpoint "demo": is it still in mcp-eks:servers of Pulumi.dev.yaml?');
    const tools = await listTools(url);
    const answer = await callTool(url, "add_numbers", { numbers });
    console.log(`
  URL          ${url}
  tools        ${tools.join(", ")}
  add_numbers  ${JSON.stringify({ numbers })} → ${answer}
  took         ${elapsed(Date.now() - started)}

Where to look next
  npm run dev:shell        plain pulumi and kubectl: pulumi preview -s staging, kubectl get pods -A
  npm run dev:status       what runs, and where
  npm run dev:down         stop and remove all of it
  Pulumi.dev.yaml          the block that declares this server: add yours beside it, run npm run dev again
  ${paths.logs}    what the parts of the environment say
`);
}
