import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { codeFiles } from "./code-files";
import { codeChecksum, codeDirectory, fitting } from "./model/image-code";
import { objectLabels } from "./model/labels";
import { codeObjectName } from "./model/names";
import type { PodExtrasArgs } from "./model/pod-extras";
import type { PrebuiltImageArgs } from "./prebuilt-image";

/** A server without an image of its own: a few files in a ConfigMap, run by a runtime's image. Up to 1 MiB. */
export interface CodeArgs {
    /** Image that runs the code: "docker.io/library/node:22-slim@sha256:…". */
    runtime: PrebuiltImageArgs;
    /**
     * Folder whose files are the code; its own folders are left out. Excludes `files`.
     * @default none
     */
    folder?: string;
    /**
     * Files by their names: `{ "server.py": "…" }`. Excludes `folder`.
     * @default none
     */
    files?: { [name: string]: pulumi.Input<string> };
    /** What runs the code, which is seen under /app and cannot be written: ["node", "/app/server.mjs"]. */
    command: string[];
}

/** A server's code in the cluster. */
export interface ServerCode {
    /** What the Deployment has to wait for. */
    configMap: ConfigMap;
    /** How pods see and run the code. */
    pod: PodExtrasArgs;
}

/**
 * Puts the code into the ConfigMap `<name>-mcp-code`. Nothing of the pods is an output of it: Pulumi replaces a ConfigMap
 * whose data change, the old one first as it keeps its name, and with it whatever takes a property from it; that would
 * be the Deployment.
 */
export function codeConfig(
    name: string,
    namespace: pulumi.Input<string>,
    args: CodeArgs,
    parent: pulumi.Resource,
): ServerCode {
    const files = pulumi.output(args.folder === undefined ? (args.files ?? {}) : codeFiles(args.folder)).apply(fitting);
    const configMap = new ConfigMap(
        name,
        { metadata: { name: codeObjectName(name), namespace, labels: objectLabels(name) }, data: files },
        { parent },
    );
    const pod = {
        command: args.command,
        volumes: [{ name: "code", configMap: { name: codeObjectName(name) } }],
        volumeMounts: [{ name: "code", mountPath: codeDirectory, readOnly: true }],
        // The ConfigMap keeps its name, so that alone would tell no pod that the code is another.
        podAnnotations: { "mcp-eks/code-checksum": files.apply(codeChecksum) },
    };
    return { configMap, pod };
}
