import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Log } from "../shared";
import { isSecretKind } from "./normalize";
import { apiVersionOf, type KubeObject, kindOf, nameOf, namespaceOf } from "./object";

/** Where the official provider writes the manifest of an object: `1-manifest/apps_v1-deployment-default-name.yaml`. */
export function manifestPath(object: KubeObject, directory: string): string {
    const apiVersion = apiVersionOf(object).replaceAll(/[/:]/g, "_");
    const file = `${apiVersion}-${kindOf(object).toLowerCase()}-${namespaceOf(object) || "default"}-${nameOf(object)}.yaml`;
    return join(directory, "1-manifest", file);
}

export function renderManifest(object: KubeObject, directory: string, log: Log): void {
    const path = manifestPath(object, directory);
    for (const folder of ["0-crd", "1-manifest"]) mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 });
    if (isSecretKind(object)) log.warn(`rendered file ${path} contains a secret value in plaintext`);
    writeFileSync(path, stringify(object, { lineWidth: 0, sortMapEntries: true }), { mode: 0o600 });
    log.status(`rendered ${path}`);
}

export function removeManifest(object: KubeObject, directory: string, log: Log): void {
    const path = manifestPath(object, directory);
    rmSync(path, { force: true });
    log.status(`deleted ${path}`);
}
