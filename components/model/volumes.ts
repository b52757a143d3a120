import type { PodExtrasArgs } from "./pod-extras";
import type { ConfigMapFilesArgs, EmptyDirArgs, SecretFilesArgs, VolumeClaimArgs } from "./pod-volumes";
import { checked, type Problem, within } from "./problem";
import { quantity } from "./quantity";

/** A volume of a server's pods, of one of four kinds, and where it is seen. */
export interface VolumeArgs {
    /** Name of the volume: lower-case letters, digits and "-". */
    name: string;
    /** Absolute path in the container; not "/tmp", which every server has. */
    mountPath: string;
    /**
     * Whether it cannot be written.
     * @default false
     */
    readOnly?: boolean;
    /** Empty space that is gone when the pod ends. */
    emptyDir?: EmptyDirArgs;
    /** Files of a ConfigMap that somebody else keeps. */
    configMap?: ConfigMapFilesArgs;
    /** Files of a Secret that somebody else keeps; a server's own are in `secrets`. */
    secret?: SecretFilesArgs;
    /** A disk; for several pods one of access mode ReadWriteMany or ReadOnlyMany. */
    persistentVolumeClaim?: VolumeClaimArgs;
}

/** The volumes as pieces of the pod. */
export function volumeExtras(volumes: VolumeArgs[] = []): PodExtrasArgs {
    return {
        volumes: volumes.map(({ mountPath: _, readOnly: __, ...volume }) => volume),
        volumeMounts: volumes.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly && { readOnly }),
        })),
    };
}

/** Volumes that every server has, and that others of its arguments make. */
const takenNames = ["tmp", "settings-files"];

/** What is wrong with the volumes, and with files that are mounted beside them. */
export function volumeProblems(volumes: VolumeArgs[] = []): Problem[] {
    const earlier = (index: number) => volumes.slice(0, index);
    return volumes.flatMap((volume, index) =>
        within(`volumes[${index}]`, [
            ...checked(
                "name",
                volume.name,
                (name) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name),
                'a volume is lower-case letters, digits and "-"',
            ),
            ...checked(
                "name",
                volume.name,
                (name) => !takenNames.includes(name) && !earlier(index).some((other) => other.name === name),
                "there is another volume of this name",
            ),
            ...checked("mountPath", volume.mountPath, isMountPath, mountPathRule),
            ...checked(
                "mountPath",
                volume.mountPath,
                (path) => path !== "/tmp" && !earlier(index).some((other) => other.mountPath === path),
                "there is another volume at this path",
            ),
            ...kindProblems(volume),
        ]),
    );
}

function kindProblems({ emptyDir, configMap, secret, persistentVolumeClaim }: VolumeArgs): Problem[] {
    const given = Object.entries({ emptyDir, configMap, secret, persistentVolumeClaim })
        .filter(([, kind]) => kind !== undefined)
        .map(([name]) => name);
    return [
        ...checked(
            "kind",
            given.length === 0 ? undefined : given.join(" and "),
            () => given.length === 1,
            "a volume is one of emptyDir, configMap, secret and persistentVolumeClaim",
        ),
        ...checked(
            "emptyDir.sizeLimit",
            emptyDir?.sizeLimit,
            (size) => size === undefined || quantity(size) > 0,
            'a size is a number with a unit of Kubernetes: "64Mi", "1Gi"',
        ),
        ...checked(
            "emptyDir.medium",
            emptyDir?.medium,
            (medium) => medium === undefined || medium === "Memory",
            'it is "Memory", or left out for the node\'s disk',
        ),
    ];
}

export const mountPathRule = 'a path begins with "/", does not end with it, and has no "..", ":" or space';

/** As Kubernetes has it, and not the whole root file system. */
export function isMountPath(path: string): boolean {
    return /^(\/[^/:\s]+)+$/.test(path) && !path.split("/").includes("..");
}
