import type { Input } from "@pulumi/pulumi";
import type { PodVolumeArgs, PodVolumeMountArgs } from "./pod-volumes";

/*
 * Pieces of a pod in Kubernetes' own words, as far as servers need them. Not the types of @pulumi/kubernetes: those are
 * unions with Inputs at every level, which a component package cannot have.
 */

/** A key of a Secret or ConfigMap of the namespace. */
export interface KeyReferenceArgs {
    /** Name of the Secret or ConfigMap. */
    name: Input<string>;
    /** Key in it. */
    key: Input<string>;
}

/** Where a variable's value is read from; one of the two. */
export interface VariableSourceArgs {
    /**
     * A key of a Secret.
     * @default none
     */
    secretKeyRef?: KeyReferenceArgs;
    /**
     * A key of a ConfigMap.
     * @default none
     */
    configMapKeyRef?: KeyReferenceArgs;
}

/** An environment variable. */
export interface VariableArgs {
    /** Name of the variable. */
    name: string;
    /**
     * Its value; no secret.
     * @default none: `valueFrom`
     */
    value?: Input<string>;
    /** Where its value is read from. */
    valueFrom?: VariableSourceArgs;
}

/** The name of an object of the namespace. */
export interface ObjectReferenceArgs {
    /** Name of the object. */
    name: Input<string>;
}

/** An object whose keys all become environment variables; one of the two. */
export interface VariablesSourceArgs {
    /** A Secret. */
    secretRef?: ObjectReferenceArgs;
    /** A ConfigMap. */
    configMapRef?: ObjectReferenceArgs;
    /**
     * Put before every variable's name.
     * @default nothing
     */
    prefix?: string;
}

/** What other parts of a server add to its pods: the image's code and pull secrets, the secrets' variables and files. */
export interface PodExtrasArgs {
    /**
     * Environment variables; the workload's own come first.
     * @default none
     */
    env?: VariableArgs[];
    /**
     * Objects whose keys all become environment variables; a later one wins over an earlier one.
     * @default none
     */
    envFrom?: VariablesSourceArgs[];
    /**
     * Volumes.
     * @default none
     */
    volumes?: PodVolumeArgs[];
    /**
     * Where the volumes are seen.
     * @default none
     */
    volumeMounts?: PodVolumeMountArgs[];
    /**
     * Annotations of the pods; they roll when one changes.
     * @default none
     */
    podAnnotations?: { [name: string]: Input<string> };
    /**
     * Annotations of the Deployment, not of its pods: for controllers that look after it.
     * @default none
     */
    deploymentAnnotations?: { [name: string]: Input<string> };
    /**
     * Secrets of the namespace with credentials of registries.
     * @default none
     */
    imagePullSecrets?: Input<string>[];
    /**
     * When a node asks the registry: "IfNotPresent", "Always" or "Never".
     * @default "IfNotPresent": a digest is never another image
     */
    imagePullPolicy?: Input<string>;
    /**
     * Program in place of the image's ENTRYPOINT.
     * @default the image's
     */
    command?: string[];
    /**
     * Arguments in place of the image's CMD.
     * @default the image's
     */
    args?: string[];
}

/** The extras of several parts as one; of `command`, `args` and `imagePullPolicy` the last one that is given holds. */
export function mergedExtras(...parts: (PodExtrasArgs | undefined)[]): PodExtrasArgs {
    const given = parts.filter((part) => part !== undefined);
    return {
        env: given.flatMap(({ env = [] }) => env),
        envFrom: given.flatMap(({ envFrom = [] }) => envFrom),
        volumes: given.flatMap(({ volumes = [] }) => volumes),
        volumeMounts: given.flatMap(({ volumeMounts = [] }) => volumeMounts),
        podAnnotations: Object.assign({}, ...given.map(({ podAnnotations }) => podAnnotations)),
        deploymentAnnotations: Object.assign({}, ...given.map(({ deploymentAnnotations }) => deploymentAnnotations)),
        imagePullSecrets: given.flatMap(({ imagePullSecrets = [] }) => imagePullSecrets),
        imagePullPolicy: given.findLast((part) => part.imagePullPolicy !== undefined)?.imagePullPolicy,
        command: given.findLast(({ command }) => command !== undefined)?.command,
        args: given.findLast(({ args }) => args !== undefined)?.args,
    };
}
