import type { Problem } from "./problem";

/** With suffixes it stays a Service's name (63 characters) and an IAM role's (64). */
const longestServerName = 40;

/** Which of a server's pods: those that stay, or those that try a new version out beside them. */
export type Track = "stable" | "canary";

/** Every Kubernetes object of a server is called this: others consume it (DNS name, dashboards, scripts). */
export const objectName = (server: string, track: Track = "stable") =>
    track === "canary" ? `${server}-mcp-canary` : `${server}-mcp`;

/** What Pulumi knows the objects by; with a "." it is no other server's. */
export const resourceName = (server: string, track: Track = "stable") =>
    track === "canary" ? `${server}.canary` : server;

/** The Secret that the External Secrets Operator writes. */
export const secretObjectName = (server: string) => `${objectName(server)}-secrets`;

/** The Secret of the secrets that become files. */
export const secretFilesObjectName = (server: string) => `${secretObjectName(server)}-files`;

/** The Secret of the one secret that a route needs: its client's at the issuer of tokens. */
export const routeSecretObjectName = (server: string) => `${objectName(server)}-client`;

/** The Secret with what Infisical holds for the server, and what brings it there. */
export const infisicalObjectName = (server: string) => `${objectName(server)}-infisical`;

/** Names the content, so that other settings are another object and the pods roll when they change. */
export const settingsObjectName = (server: string, digest: string) => `${objectName(server)}-settings-${digest}`;

/** Servers of the same name in several namespaces may meet in the one namespace of their monitors. */
export const monitorName = (server: string, namespace: string, monitorNamespace: string) =>
    namespace === monitorNamespace ? objectName(server) : `${namespace}-${objectName(server)}`;

/** The ConfigMap that holds the code of a server without an image of its own. */
export const codeObjectName = (server: string) => `${objectName(server)}-code`;

/** The ConfigMap of files that are no secrets, named by their content as settings are. */
export const settingsFilesObjectName = (server: string, digest: string) => `${objectName(server)}-files-${digest}`;

/** The Secret that holds the certificate when no other name is given. */
export const tlsSecretName = (server: string) => `${objectName(server)}-tls`;

/** The Secret that holds the certificate of a host which servers share. */
export const hostSecretName = (host: string) => `${host.replaceAll(".", "-")}-tls`;

/** Repository of a server's image: `mcp/<stack>/<server>`, so that the stacks of one account stay apart. */
export const repositoryName = (stack: string, server: string) => `mcp/${stack.toLowerCase()}/${server}`;

/** What a stack's entries in Secrets Manager begin with: one prefix for the store's IAM policy to allow. */
export const secretNamePrefix = (stack: string) => `mcp/${stack}`;

/** DNS name of a Service inside the cluster. */
export const serviceHost = (service: string, namespace: string) => `${service}.${namespace}.svc.cluster.local`;

/** What is wrong with a server's name. */
export function serverNameProblems(name: string): Problem[] {
    const valid = /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= longestServerName;
    const allowed = `a name is 1 to ${longestServerName} lower-case letters, digits and "-", begins with a letter and does not end with "-"`;
    return valid ? [] : [{ field: "name", found: name, allowed }];
}
