import type { McpServerArgs } from "../components";
import type { ServerConfig } from "./schema";
import type { Surroundings } from "./server-args";

/** A server's secrets, with the values that its configuration names. */
export function secretArgs(server: ServerConfig, around: Surroundings): Partial<McpServerArgs> {
    const { platform } = around;
    return {
        secrets: server.secrets && secrets(server.secrets, around),
        secretBundles: server.secretBundles,
        secretStore: platform.secretStore,
        // The platform says where Infisical is; that a server uses it, its own block says.
        infisical: server.infisical && { ...platform.infisical, ...server.infisical },
        rollOnSecretChange: server.rollOnSecretChange ?? platform.rollOnSecretChange,
    };
}

function secrets(entries: NonNullable<ServerConfig["secrets"]>, around: Surroundings): McpServerArgs["secrets"] {
    return Object.fromEntries(
        Object.entries(entries).map(([variable, { fromConfig, ...secret }]) => [
            variable,
            { ...secret, value: fromConfig === undefined ? undefined : around.secret(fromConfig) },
        ]),
    );
}
