import { request } from "node:https";
import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";

/** What the API server would say of an object; nothing is written. */
export interface DryRun {
    /** HTTP status: 201 when it would be created. */
    status: number;
    /** Why not. */
    message: string;
    /** What it warns of. */
    warnings: string[];
}

/** An object of Kubernetes as it is sent. */
export interface SentObject {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; labels?: Record<string, string> };
}

/** The collections of the kinds that tests send, as they are in paths. */
const plurals: Record<string, string> = { Ingress: "ingresses" };
const plural = (kind: string) => plurals[kind] ?? `${kind.toLowerCase()}s`;

/** A call to the cluster of the kubeconfig's current context. */
async function call(method: string, path: string, body: object): Promise<DryRun> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    const options = { method, headers: { "Content-Type": "application/json" } };
    await kubeConfig.applyToHTTPSOptions(options);
    const sent = request(new URL(path, kubeConfig.getCurrentCluster()?.server), options);
    sent.end(JSON.stringify(body));
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) =>
        sent.on("response", resolve).on("error", reject),
    );
    const { message = "" } = JSON.parse(await text(response)) as { message?: string };
    const warnings = [...(response.headersDistinct.warning ?? [])].map((header) =>
        header.replace(/^299 - "(.*)"$/s, "$1").replace(/\\(.)/g, "$1"),
    );
    return { status: response.statusCode ?? 0, message, warnings };
}

const collection = ({ apiVersion, kind, metadata }: SentObject) =>
    `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}/namespaces/${metadata.namespace}/${plural(kind)}`;

/** Has the API server judge an object as if it were created. */
export const dryRunCreate = (object: SentObject) => call("POST", `${collection(object)}?dryRun=All`, object);

/** Has it judge a change of an object that is there; `subresource` is a part of it with a path of its own. */
export const dryRunUpdate = (object: SentObject, subresource = "") =>
    call("PUT", `${collection(object)}/${object.metadata.name}${subresource}?dryRun=All`, object);
