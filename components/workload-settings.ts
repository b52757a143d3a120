import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "./model/labels";
import { settingsFilesObjectName, settingsObjectName } from "./model/names";
import type { PodExtrasArgs } from "./model/pod-extras";
import { settingsDigest } from "./model/server-environment";
import { fileExtras, fileKeys } from "./model/settings-files";

type Values = { [key: string]: pulumi.Input<string> };

/** ConfigMap of the variables that are no secrets, and the pieces by which pods have them. */
export function settingsVariables(
    server: string,
    namespace: pulumi.Input<string>,
    settings: Values,
    parent: pulumi.Resource,
): PodExtrasArgs {
    const object = contentNamed(
        { server, resource: server, namespace, data: settings, name: settingsObjectName },
        parent,
    );
    return { envFrom: [{ configMapRef: { name: object.metadata.name } }] };
}

/** ConfigMap of the files that are no secrets, and the pieces by which pods have them. */
export function settingsFiles(
    server: string,
    namespace: pulumi.Input<string>,
    files: Values,
    parent: pulumi.Resource,
): PodExtrasArgs {
    const keys = fileKeys(Object.keys(files));
    const data = Object.fromEntries(Object.entries(files).map(([path, content]) => [keys[path] ?? path, content]));
    const resource = `${server}-files`;
    const object = contentNamed({ server, resource, namespace, data, name: settingsFilesObjectName }, parent);
    return fileExtras(object.metadata.name, Object.keys(files));
}

interface ContentNamed {
    server: string;
    /** Name of the Pulumi resource. */
    resource: string;
    namespace: pulumi.Input<string>;
    data: Values;
    name(server: string, digest: string): string;
}

/** A ConfigMap named by its content: other settings are another object, so the pods roll, and back as well. */
function contentNamed({ server, resource, namespace, data, name }: ContentNamed, parent: pulumi.Resource): ConfigMap {
    const known = pulumi.output(data).apply((values) => name(server, settingsDigest(values)));
    const metadata = { name: known, namespace, labels: objectLabels(server) };
    return new ConfigMap(resource, { metadata, data, immutable: true }, { parent });
}
