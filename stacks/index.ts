import "./lazy-modules";

import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { HostCertificate, ImageRegistry, McpDashboard, McpNamespace, McpServer } from "../components";
import { connect, vouching } from "./cluster";
import { checkedConfig } from "./config";
import { stackOutputs } from "./outputs";
import { readConfig } from "./read-config";
import { identityArgs, serverArgs } from "./server-args";
import { sharedCertificates } from "./shared-routes";

const projectDir = dirname(__dirname);
const config = new pulumi.Config("mcp-eks");
const { cluster: clusterConfig, platform, servers: serverConfigs } = checkedConfig(readConfig(config, projectDir));

const cluster = connect(clusterConfig);
const namespace = new McpNamespace(platform.namespace, {}, { providers: [cluster.kubernetes] });

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

const servers = Object.fromEntries(
    Object.entries(serverConfigs).map(([name, server]) => {
        const args = serverArgs(name, server, {
            platform,
            namespace: namespace.namespaceName,
            ...(server.permissions?.length && vouching(cluster, identityArgs(server, platform))),
            projectDir,
            workingDir: process.cwd(),
            cacheUrl: (host) => (caches?.[host] ? registry?.cacheUrls.apply((urls) => String(urls[host])) : undefined),
            secret: (key) => config.requireSecret(key),
        });
        return [name, new McpServer(name, args, { providers: [cluster.kubernetes] })];
    }),
);

export const { endpoints, images, scanFindings, mcpJson, mcpJsonInCluster, vsCodeJson, liteLlm, flowise, serverJson } =
    stackOutputs(servers);
