import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

export interface RegistryCredentials {
    /** Host and port. */
    server: string;
    username: string;
    password: string;
}

/** The Docker CLI's config.json, as far as it matters here. */
interface ClientConfig {
    auths?: Record<string, unknown>;
    credHelpers?: Record<string, string>;
    cliPluginsExtraDirs?: string[];
}

const dockerHubServer = "https://index.docker.io/v1/";
const dockerHubNames = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** Key of a registry in the CLI's configuration; Docker Hub has one of old. */
export function credentialKey(server: string): string {
    const host = server.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
    return dockerHubNames.includes(host) ? dockerHubServer : host;
}

/**
 * Runs the work with a private Docker configuration that adds the credentials to the user's own, and removes it again.
 * Neither `docker login` nor a command line ever sees the password.
 */
export async function withCredentials<T>(
    credentials: RegistryCredentials | undefined,
    work: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
    if (credentials === undefined) return work({});
    const usersDir = process.env.DOCKER_CONFIG ?? join(homedir(), ".docker");
    const directory = mkdtempSync(join(tmpdir(), "docker-config-"));
    try {
        const config = clientConfig(readConfig(usersDir), credentials, join(usersDir, "cli-plugins"));
        writeFileSync(join(directory, "config.json"), JSON.stringify(config), { mode: 0o600 });
        for (const shared of ["contexts", "buildx"]) {
            if (existsSync(join(usersDir, shared))) symlinkSync(join(usersDir, shared), join(directory, shared));
        }
        return await work({ DOCKER_CONFIG: directory });
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

function readConfig(directory: string): ClientConfig {
    const file = join(directory, "config.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ClientConfig) : {};
}

export function clientConfig(users: ClientConfig, credentials: RegistryCredentials, pluginsDir: string): ClientConfig {
    const key = credentialKey(credentials.server);
    const auth = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
    return {
        ...users,
        auths: { ...users.auths, [key]: { auth } },
        // An empty helper: else a credential store that the user has would be asked instead of `auths`.
        credHelpers: { ...users.credHelpers, [key]: "" },
        cliPluginsExtraDirs: [...(users.cliPluginsExtraDirs ?? []), pluginsDir],
    };
}
