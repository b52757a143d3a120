import { cpSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../local/paths";

/** Dockerfile of the demo server, in its context. */
export const demoDockerfile = "demo/Dockerfile";

/** Copies what the demo server is built from into `servers` of a directory, for a test that changes it; returns the context. */
export function copyOfDemo(directory: string): string {
    const context = join(directory, "servers");
    for (const part of ["package.json", "package-lock.json", ".npmrc", "runtime", "demo"]) {
        cpSync(join(repositoryDir, "servers", part), join(context, part), { recursive: true });
    }
    return context;
}
