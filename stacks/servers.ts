import { setImmediate as turnOfEventLoop } from "node:timers/promises";
import type { Config } from "@pulumi/pulumi";
import {
    AdmissionPolicies,
    type AdmissionPoliciesArgs,
    HostCertificate,
    ImageRegistry,
    McpDashboard,
    McpNamespace,
    McpServer,
} from "../components";
import { type Cluster, vouching } from "./cluster";
import type { StackConfig } from "./config";
import { stackOutputs } from "./outputs";
import type { ReleasedImages } from "./released-images";
import { identityArgs, serverArgs } from "./server-args";
import { sharedCertificates } from "./shared-routes";

/** What a stack is made from. */
export interface StackParts extends Pick<StackConfig, "platform" | "servers"> {
    cluster: Cluster;
    /** What the cluster asks of the objects in the stack's namespace; undefined for nothing. */
    admission?: AdmissionPoliciesArgs;
    /** What the release record says of its images; undefined in a stack that has none. */
    released?: ReleasedImages;
    /** Where the secret values are. */
    config: Config;
    /** Folder that the configuration's paths are relative to. */
    projectDir: string;
}

/** Makes all that a stack consists of; returns the stack's outputs. */
export async function makeServers({ cluster, servers: serverConfigs, config, ...parts }: StackParts) {
    const { platform, admission, released, projectDir } = parts;
    const namespace = new McpNamespace(platform.namespace, {}, { providers: [cluster.kubernetes] });
    const admissionPolicies =
        admission &&
        new AdmissionPolicies(
            platform.namespace,
            { ...admission, namespaces: [namespace.namespaceName, ...(admission.namespaces ?? [])] },
            { providers: [cluster.kubernetes] },
        );

    if (platform.monitoring && platform.monitoring.dashboard !== false) {
        const { monitorNamespace } = platform.monitoring;
        const args = { namespace: namespace.namespaceName, dashboardNamespace: monitorNamespace };
        new McpDashboard(platform.namespace, args, { providers: [cluster.kubernetes] });
    }

    const { caches, scanType } = platform.images ?? {};
    const registry = caches || scanType ? new ImageRegistry("images", { caches, scanType }) : undefined;

    for (const certificate of sharedCertificates(serverConfigs, platform)) {
        const inServersNamespace = certificate.namespace === platform.namespace;
        const args = { ...certificate, ...(inServersNamespace && { namespace: namespace.namespaceName }) };
        new HostCertificate(certificate.secretName, args, { providers: [cluster.kubernetes] });
    }

    const servers: Record<string, McpServer> = {};
    for (const [name, server] of Object.entries(serverConfigs)) {
        // What is registered so far goes to the engine, which works on it while the next server is set up.
        await turnOfEventLoop();
        const args = serverArgs(name, server, {
            platform,
            namespace: namespace.namespaceName,
            ...(cluster.known && server.permissions?.length && vouching(cluster.known, identityArgs(server, platform))),
            released,
            projectDir,
            workingDir: process.cwd(),
            cacheUrl: (host) => (caches?.[host] ? registry?.cacheUrls.apply((urls) => String(urls[host])) : undefined),
            secret: (key) => config.requireSecret(key),
        });
        servers[name] = new McpServer(name, args, { providers: [cluster.kubernetes], dependsOn: admissionPolicies });
    }
    return stackOutputs(servers);
}
