import * as pulumi from "@pulumi/pulumi";
import { codeConfig } from "./code-config";
import { ContainerImage } from "./container-image";
import type { McpServerArgs } from "./mcp-server";
import { parseReference, versionLabel } from "./model/image-reference";
import { mergedExtras, type PodExtrasArgs } from "./model/pod-extras";
import { PrebuiltImage, type PrebuiltImageArgs } from "./prebuilt-image";

/** How nodes pull a server's image. */
export interface ImagePullArgs {
    /**
     * Secrets of the namespace (type kubernetes.io/dockerconfigjson) with credentials of registries; nodes of EKS need none
     * for ECR.
     * @default none
     */
    secrets?: pulumi.Input<string>[];
    /**
     * When a node asks the registry: "IfNotPresent", "Always" (which also checks at every start that the pod's pull secrets
     * may pull it), or "Never".
     * @default "IfNotPresent": a digest is never another image
     */
    policy?: string;
}

/** What a server's pods run. */
export interface ServerImage {
    /** By digest. */
    imageUri: pulumi.Output<string>;
    digest: pulumi.Output<string>;
    /** Readable version of what runs, as a label's value; undefined when there is none. */
    version: pulumi.Output<string> | undefined;
    /** Command that lists what ECR's scan of it found; undefined when ECR scans it not. */
    scanFindings: pulumi.Output<string> | undefined;
    pod: PodExtrasArgs;
    /** What the pods have to wait for. */
    dependsOn: pulumi.Resource[];
}

/**
 * Makes the image of a server in the one way of three that its arguments name. Each is the other's alias, with what is in it:
 * a server that comes another way from now on keeps its repository, where a second one of the same name would be refused.
 */
export function serverImage(name: string, args: McpServerArgs, parent: pulumi.Resource): ServerImage {
    const { image, prebuilt, pull } = args;
    const code = args.code && codeConfig(name, args.namespace, args.code, parent);
    const pods = {
        pod: mergedExtras(pull && { imagePullSecrets: pull.secrets, imagePullPolicy: pull.policy }, code?.pod),
        dependsOn: code === undefined ? [] : [code.configMap],
    };
    if (image !== undefined) {
        const was = [{ type: "mcp-eks:index:PrebuiltImage" }];
        const { imageUri, digest, scanFindings } = new ContainerImage(name, image, { parent, aliases: was });
        const { tag, pinnedDigest } = image;
        // What is pinned may have been built as another version.
        const version =
            tag === undefined || pinnedDigest !== undefined ? undefined : pulumi.output(tag).apply(versionLabel);
        return { imageUri, digest, scanFindings, version, ...pods };
    }
    const foreign = prebuilt ?? args.code?.runtime;
    if (foreign === undefined) throw new Error(`server "${name}" has no image`);
    const was = [{ type: "mcp-eks:index:ContainerImage" }];
    const { imageUri, digest, scanFindings } = new PrebuiltImage(name, foreign, { parent, aliases: was });
    // A runtime's version is none of the server's.
    const version = code === undefined ? versionOf(foreign) : undefined;
    return { imageUri, digest, scanFindings, version, ...pods };
}

function versionOf({ image }: PrebuiltImageArgs): pulumi.Output<string> | undefined {
    const tag = parseReference(image)?.tag;
    return tag === undefined ? undefined : pulumi.output(versionLabel(tag));
}
