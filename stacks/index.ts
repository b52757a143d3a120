import "./lazy-modules";
import "./promise-traces";

import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "./cluster";
import { checkedConfig } from "./config";
import { readConfig } from "./read-config";

const projectDir = dirname(__dirname);

/** The program; its result are the stack's outputs. */
export = async function deploy() {
    const config = new pulumi.Config("mcp-eks");
    const { cluster: clusterConfig, platform, servers } = checkedConfig(readConfig(config, projectDir));
    const vouches = Object.values(servers).some(({ permissions }) => permissions?.length);
    // The components are loaded while EKS is asked: starting the provider for that takes as long.
    const [cluster, { makeServers }] = await Promise.all([connect(clusterConfig, vouches), import("./servers.js")]);
    return makeServers({ cluster, platform, servers, config, projectDir });
};
