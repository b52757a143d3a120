import { all, type Input } from "@pulumi/pulumi";
import type { PodExtrasArgs } from "./pod-extras";
import { checked, type Problem } from "./problem";

/** A secret as a file of the container, read-only. */
export interface SecretFileArgs {
    /**
     * Path of the file, in a folder that only secrets are in: "/etc/github/token". The file changes with the secret, but
     * a server that reads it once is rolled all the same.
     */
    path: string;
    /**
     * Permissions of the file, octal, nobody may write or execute: "0400" to "0444".
     * @default "0440": the server reads it by its group
     */
    mode?: string;
}

/** A Secret of the namespace, and how its keys reach the container. */
export interface DeliveredSecret {
    secretName: Input<string>;
    /** Variables by single keys; undefined: every key under its own name. */
    variables?: Record<string, string>;
    /** Files by key, in place of variables. */
    files?: Record<string, SecretFileArgs>;
}

const defaultMode = "0440";

/** Read by Stakater Reloader: rolls the Deployment when the data of a Secret in the list changes. */
const reloadAnnotation = "secret.reloader.stakater.com/reload";

/** What the Secrets add to the pods, and to their Deployment so that it rolls when one changes. */
export function secretExtras(secrets: DeliveredSecret[], rollOnChange = true): PodExtrasArgs {
    const names = all(secrets.map(({ secretName }) => secretName));
    const folders = secrets.flatMap(foldersOf).map((folder, index) => ({ ...folder, name: `secret-files-${index}` }));
    return {
        envFrom: secrets
            .filter(({ variables, files }) => variables === undefined && files === undefined)
            .map(({ secretName }) => ({ secretRef: { name: secretName } })),
        env: secrets.flatMap(({ secretName, variables = {} }) =>
            Object.entries(variables).map(([name, key]) => ({
                name,
                valueFrom: { secretKeyRef: { name: secretName, key } },
            })),
        ),
        volumes: folders.map(({ name, secretName, items }) => ({ name, secret: { secretName, items } })),
        // No subPath: a file that is mounted by one is not brought up to date.
        volumeMounts: folders.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
        deploymentAnnotations:
            rollOnChange && secrets.length > 0 ? { [reloadAnnotation]: names.apply((known) => known.join(",")) } : {},
    };
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
const fileName = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** A volume is mounted as a folder, so each folder is a volume of its own. */
function foldersOf({ secretName, files = {} }: DeliveredSecret) {
    const paths = [...new Set(Object.values(files).map(({ path }) => folderOf(path)))];
    return paths.map((path) => ({
        path,
        secretName,
        items: Object.entries(files)
            .filter(([, file]) => folderOf(file.path) === path)
            .map(([key, file]) => ({
                key,
                path: fileName(file.path),
                mode: Number.parseInt(file.mode ?? defaultMode, 8),
            })),
    }));
}

/** Folders that images have content in; a volume would hide it. */
const shared = ["", "/app", "/bin", "/etc", "/home", "/lib", "/opt", "/root", "/sbin", "/usr", "/usr/bin", "/var"];
/** The kernel's folders, and the one that every server may write to. */
const notToBeMounted = /^\/(dev|proc|run|sys|tmp)(\/|$)/;

const isFree = (folder: string) => !shared.includes(folder) && !notToBeMounted.test(folder);

/** What is wrong with where one file is. */
export function fileProblems({ path, mode }: SecretFileArgs): Problem[] {
    return [
        ...checked(
            "path",
            path,
            (value) => /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){2,}$/.test(value) && isFree(folderOf(value)),
            'a file is named in full, in a folder that only secrets are in, as "/etc/github/token"',
        ),
        ...checked(
            "mode",
            mode,
            (value) => value === undefined || /^0?4[04][04]$/.test(value),
            'permissions are octal and let nobody write or execute, from "0400" to "0444"',
        ),
    ];
}
