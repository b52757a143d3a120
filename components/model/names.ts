import type { Problem } from "./problem";

/** With suffixes it stays a Service's name (63 characters) and an IAM role's (64). */
const longestServerName = 40;

/** Every Kubernetes object of a server is called this: others consume it (DNS name, dashboards, scripts). */
export const objectName = (server: string) => `${server}-mcp`;

/** The Secret that the External Secrets Operator writes. */
export const secretObjectName = (server: string) => `${objectName(server)}-secrets`;

/** Names the content, so that other settings are another object and the pods roll when they change. */
export const settingsObjectName = (server: string, digest: string) => `${objectName(server)}-settings-${digest}`;

/** The Secret that holds the certificate when no other name is given. */
export const tlsSecretName = (server: string) => `${objectName(server)}-tls`;

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
