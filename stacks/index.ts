import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { McpNamespace, McpServer } from "../components";
import { connect } from "./cluster";
import { checkedConfig } from "./config";
import { stackOutputs } from "./outputs";
import { readConfig } from "./read-config";
import { serverArgs } from "./server-args";

const projectDir = dirname(__dirname);
const config = new pulumi.Config("mcp-eks");
const { cluster: clusterConfig, platform, servers: serverConfigs } = checkedConfig(readConfig(config, projectDir));

const cluster = connect(clusterConfig);
const namespace = new McpNamespace(platform.namespace, {}, { providers: [cluster.kubernetes] });

const servers = Object.fromEntries(
    Object.entries(serverConfigs).map(([name, server]) => {
        const args = serverArgs(name, server, {
            platform,
            namespace: namespace.namespaceName,
            oidcProviderArn: server.permissions?.length ? cluster.oidcProviderArn() : undefined,
            projectDir,
            workingDir: process.cwd(),
            secret: (key) => config.requireSecret(key),
        });
        return [name, new McpServer(name, args, { providers: [cluster.kubernetes] })];
    }),
);

export const { endpoints, images, mcpJson, mcpJsonInCluster } = stackOutputs(servers);
