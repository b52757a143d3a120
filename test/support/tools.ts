import { ensurePackages, findProgram, notInstalled } from "../../local/packages";

/** Programs that judge what this project writes, by the Debian packages that bring them. */
const packages = {
    prometheus: "prometheus",
    promtool: "prometheus",
    nginx: "nginx",
    caddy: "caddy",
    "docker-compose": "docker-compose",
    "redis-server": "redis-server",
    shellcheck: "shellcheck",
} as const;

export type Tool = keyof typeof packages;

const installationMinutes = 10;

/** Absolute path of a program, installed first when it is not there; for `before` of the tests that run it. */
export async function tool(program: Tool): Promise<string> {
    const wanted = [{ package: packages[program], program }];
    const timeout = AbortSignal.timeout(installationMinutes * 60_000);
    await ensurePackages(
        () => notInstalled(wanted),
        (text) => console.log(`      ${text}`),
        timeout,
    );
    const found = findProgram(program);
    if (found === undefined) throw new Error(`${program} is not there after its installation`);
    return found;
}
