import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Root of this checkout. */
export const repositoryDir = dirname(__dirname);

/** Everything the embedded environment of this checkout keeps; ignored by git, removed by `npm run dev:down`. */
export const stateDir = join(repositoryDir, ".local");

/** What is built or downloaded once for all checkouts, keyed by version. */
export const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "mcp-eks");

/** Unix sockets and the owner's mark: outside the checkout, as a socket's path may have 107 characters at most. */
export const runtimeDir = "/run/mcp-eks";

export const paths = {
    logs: join(stateDir, "logs"),
    daemons: join(stateDir, "daemons"),
    pki: join(stateDir, "pki"),
    kubeconfig: join(stateDir, "kubeconfig"),
    pulumiHome: join(stateDir, "pulumi-home"),
    pulumiState: join(stateDir, "pulumi-state"),
    /** Directory put on PATH by the dev shell: pulumi and kubectl. */
    bin: join(stateDir, "bin"),
    dockerSocket: join(runtimeDir, "docker.sock"),
    containerdSocket: join(runtimeDir, "containerd.sock"),
} as const;
