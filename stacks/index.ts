import "./lazy-modules";
import "./promise-traces";

import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "./cluster";
import { checkedConfig } from "./config";
import { readConfig } from "./read-config";
import { readRecord } from "./release-record";
import { type ReleasedImages, refuseUnpromoted } from "./released-images";
import type { ServerConfig } from "./schema";
import type { ReleaseConfig } from "./schema/release";

const projectDir = dirname(__dirname);

/** The program; its result are the stack's outputs. */
export = async function deploy() {
    const config = new pulumi.Config("mcp-eks");
    const { cluster: clusterConfig, platform, servers, release } = checkedConfig(readConfig(config, projectDir));
    const released = release && (await releasedImages(release, servers));
    // Loaded by stacks only that ask for it; before anything is registered, as it may refuse.
    const admission =
        platform.admission && (await import("./admission.js")).admissionArgs(config, platform, clusterConfig);
    const vouches = Object.values(servers).some(({ permissions }) => permissions?.length);
    // The components are loaded while EKS is asked: starting the provider for that takes as long.
    const [cluster, { makeServers }] = await Promise.all([connect(clusterConfig, vouches), import("./servers.js")]);
    return makeServers({ cluster, platform, servers, admission, released, config, projectDir });
};

/** What the release record says of the stack's images; before anything is registered, as it may refuse. */
async function releasedImages({ from }: ReleaseConfig, servers: Record<string, ServerConfig>): Promise<ReleasedImages> {
    const { pins, rebuilds } = await readRecord();
    refuseUnpromoted(pulumi.getStack(), servers, { from, pins, rebuilds });
    return { from, pins, rebuilds };
}
