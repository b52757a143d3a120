import type { McpServerArgs } from "../mcp-server";
import { atServer, keysVariable, mayHaveOwnKeys } from "./auth";
import { urlProblems } from "./auth-rules";
import type { Problem } from "./problem";

/** What speaks against a variable with this value; undefined as value where it is only known later (Output, secret). */
type Objection = (value: string | undefined, args: McpServerArgs) => string | undefined;

const isLoopback = (text: string) => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(text);

const byTls: Objection = () =>
    "probes and routes speak plain HTTP to the pods, and none would get ready: TLS ends at the route (route.tls)";

const byAddress: Objection = (value) =>
    value !== undefined && isLoopback(value) ? "probes and routes come by the pod's address: leave it out" : undefined;

/** More than the server goes by such a value: what is opened in the network, published by the route, told to clients. */
const byAuth =
    (argument: string): Objection =>
    (_, { auth }) =>
        auth && atServer(auth) ? `the route, the network and clients go by ${argument}: say it there` : undefined;

const byKeys: Objection = (value, args) =>
    args.auth && mayHaveOwnKeys(args.auth)
        ? urlProblems(keysVariable, value)[0]?.allowed
        : byAuth("auth.jwksUrl")(value, args);

/**
 * Variables that a server heeds, and that something around it has to fit. In what others have built, and behind a bridge,
 * names as general as these may mean something else (a client certificate, the host of a database), and cannot be changed.
 */
const ofOwnImages: Record<string, Objection> = {
    TLS_CERT_FILE: byTls,
    TLS_KEY_FILE: byTls,
    HOST: byAddress,
    MCP_SERVER_HOST: byAddress,
    MCP_SERVER_PORT: (value, { port = 8000 }) =>
        value !== undefined && value !== String(port)
            ? `Service and probes go to ${port}: say port, which the server is told as PORT`
            : undefined,
    METRICS_PATH: (value, { monitoring }) => {
        const path = monitoring && (monitoring.path ?? "/metrics");
        return value !== undefined && typeof path === "string" && value !== path
            ? `Prometheus asks for ${path}: say monitoring.path as well`
            : undefined;
    },
    METRICS_ENABLED: (value, { monitoring }) =>
        value === "false" && monitoring !== undefined
            ? "Prometheus would find no metrics: leave it out, or the block monitoring"
            : undefined,
};

/** Variables that the block auth sets: with it, they mean the same in every image. */
const ofAuth: Record<string, Objection> = {
    AUTH_ISSUER_URL: byAuth("auth.issuer"),
    AUTH_SERVER_URL: byAuth("auth.serverUrl"),
    RESOURCE_SERVER_URL: byAuth("auth.resource"),
    [keysVariable]: byKeys,
    AUTH_INTROSPECTION_URL: byAuth("auth.introspection.url"),
};

/** Settings and secrets that the server would heed, and what is made around it would not fit. */
export function settingFitProblems(args: McpServerArgs): Problem[] {
    const { settings = {}, secrets = {}, image, stdio } = args;
    const objections: Record<string, Objection> =
        image !== undefined && stdio === undefined ? { ...ofOwnImages, ...ofAuth } : ofAuth;
    const given = [
        ...Object.entries(settings).map(([variable, value]) => ({ field: `settings.${variable}`, variable, value })),
        // A secret that is a file is no variable.
        ...Object.entries(secrets)
            .filter(([, { file }]) => file === undefined)
            .map(([variable]) => ({ field: `secrets.${variable}`, variable, value: undefined })),
    ];
    return given.flatMap(({ field, variable, value }) => {
        const known = typeof value === "string" ? value : undefined;
        const objection = Object.hasOwn(objections, variable) ? objections[variable] : undefined;
        const allowed = objection?.(known, args);
        return allowed === undefined ? [] : [{ field, found: known ?? variable, allowed }];
    });
}
