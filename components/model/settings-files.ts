import type { PodExtrasArgs } from "./pod-extras";
import { checked, type Problem } from "./problem";
import { isMountPath, mountPathRule, type VolumeArgs } from "./volumes";

const volumeName = "settings-files";

/** Keys of the ConfigMap by the path of each file; a key cannot hold "/". */
export function fileKeys(paths: string[]): Record<string, string> {
    return Object.fromEntries([...paths].sort().map((path, index) => [path, `${index}-${path.split("/").at(-1)}`]));
}

/** The files as pieces of the pod: each is mounted alone, so that what the image has beside it stays. */
export function fileExtras(configMapName: PodExtrasName, paths: string[]): PodExtrasArgs {
    return {
        volumes: [{ name: volumeName, configMap: { name: configMapName } }],
        volumeMounts: Object.entries(fileKeys(paths)).map(([mountPath, subPath]) => ({
            name: volumeName,
            mountPath,
            subPath,
            readOnly: true,
        })),
    };
}

type PodExtrasName = NonNullable<NonNullable<PodExtrasArgs["volumes"]>[number]["configMap"]>["name"];

/** What the API server takes of a ConfigMap. */
const mostBytes = 1024 * 1024;

/** What is wrong with the files; contents that are only known later (Outputs) count nothing. */
export function settingsFileProblems(files: { [path: string]: unknown } = {}, volumes: VolumeArgs[] = []): Problem[] {
    const bytes = Object.values(files).reduce<number>(
        (sum, content) => sum + (typeof content === "string" ? Buffer.byteLength(content) : 0),
        0,
    );
    return [
        ...Object.keys(files).flatMap((path) => [
            ...checked(
                `settingsFiles.${path}`,
                path,
                (found) => isMountPath(found) && /^[A-Za-z0-9._-]+$/.test(found.split("/").at(-1) ?? ""),
                `${mountPathRule}; a file's name is letters, digits and . _ -`,
            ),
            ...checked(
                `settingsFiles.${path}`,
                path,
                (found) => !volumes.some(({ mountPath }) => mountPath === found),
                "there is a volume at this path",
            ),
        ]),
        ...checked("settingsFiles", `${bytes} bytes`, () => bytes <= mostBytes, `they are ${mostBytes} bytes at most`),
    ];
}
