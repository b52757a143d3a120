import type { Input } from "@pulumi/pulumi";

/** A file made of a key. */
export interface KeyFileArgs {
    /** Key of the Secret or ConfigMap. */
    key: string;
    /** Path of the file in the volume. */
    path: string;
    /**
     * Permissions of this one file, as a number: 0o400.
     * @default the volume's
     */
    mode?: number;
}

/** Space that is empty when the pod starts and gone when it ends. */
export interface EmptyDirArgs {
    /**
     * Most that it may hold, "64Mi".
     * @default no limit of its own
     */
    sizeLimit?: string;
    /**
     * "Memory" for main memory.
     * @default the node's disk
     */
    medium?: string;
}

/** Files made of a ConfigMap's keys. */
export interface ConfigMapFilesArgs {
    /** Name of the ConfigMap. */
    name: Input<string>;
    /**
     * Keys that become files.
     * @default every key, under its own name
     */
    items?: KeyFileArgs[];
    /**
     * Permissions of the files, as a number: 0o444.
     * @default 0o644
     */
    defaultMode?: number;
}

/** Files made of a Secret's keys. */
export interface SecretFilesArgs {
    /** Name of the Secret. */
    secretName: Input<string>;
    /**
     * Keys that become files.
     * @default every key, under its own name
     */
    items?: KeyFileArgs[];
    /**
     * Permissions of the files, as a number: 0o400.
     * @default 0o644
     */
    defaultMode?: number;
}

/** A claim on a disk. */
export interface VolumeClaimArgs {
    /** Name of the PersistentVolumeClaim. */
    claimName: Input<string>;
    /**
     * Whether it cannot be written.
     * @default false
     */
    readOnly?: boolean;
}

/** A volume of a pod, of one of the kinds. */
export interface PodVolumeArgs {
    /** Name of the volume. */
    name: string;
    /** Empty space. */
    emptyDir?: EmptyDirArgs;
    /** A ConfigMap's files. */
    configMap?: ConfigMapFilesArgs;
    /** A Secret's files. */
    secret?: SecretFilesArgs;
    /** A disk. */
    persistentVolumeClaim?: VolumeClaimArgs;
}

/** Where a volume is seen in the container. */
export interface PodVolumeMountArgs {
    /** Name of the volume. */
    name: string;
    /** Absolute path in the container. */
    mountPath: string;
    /**
     * One file or folder of the volume instead of all; a file that is mounted so is not updated while the pod runs.
     * @default all of it
     */
    subPath?: string;
    /**
     * Whether it cannot be written.
     * @default false
     */
    readOnly?: boolean;
}
