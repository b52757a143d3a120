import { spawnSync } from "node:child_process";
import { environmentExists, environmentVariables } from "../environment";
import { quoted } from "../quoted";

interface ShellOptions {
    print?: boolean;
}

/** `npm run dev:shell`: plain pulumi and kubectl against the environment, by hand. */
export function shell(command: string[], options: ShellOptions): void {
    const variables = environmentVariables();
    if (options.print) {
        for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${quoted(value)}`);
        return;
    }
    if (!environmentExists()) throw new Error("The local environment is not running. Start it: npm run dev");
    const [program = process.env.SHELL ?? "/bin/sh", ...args] = command;
    if (command.length === 0) {
        console.log("pulumi and kubectl work against the local environment here; leave with exit. Try:");
        console.log("  pulumi preview -s dev      kubectl get pods -A");
    }
    const child = spawnSync(program, args, { stdio: "inherit", env: { ...process.env, ...variables } });
    if (child.error) throw new Error(`${program} could not be run: ${child.error.message}`);
    process.exitCode = child.status ?? 1;
}
