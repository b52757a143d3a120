import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, isNotFound, type KubernetesApi } from "./api";
import { builtInKind, collectionPath, type ServedKind } from "./kinds";
import { apiVersionOf, type KubeObject, kindOf, nameOf, namespaceOf } from "./object";

/** The API server serves no such kind: usually the CustomResourceDefinition is missing. */
export class NoSuchKind extends Error {
    constructor(apiVersion: string, kind: string) {
        super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    }
}

export interface WriteOptions {
    fieldManager: string;
    dryRun: boolean;
}

interface ResourceList {
    resources: { name: string; kind: string; namespaced: boolean }[];
}

/** Objects of one cluster, of any kind. */
export class Cluster {
    readonly api: KubernetesApi;
    readonly #customKinds = new Map<string, ServedKind>();

    constructor(api: KubernetesApi) {
        this.api = api;
    }

    /** How a kind is served; undefined when it is not. Asked for anew each time until it is. */
    async served(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
        const key = `${apiVersion}/${kind}`;
        const known = builtInKind(apiVersion, kind) ?? this.#customKinds.get(key);
        if (known) return known;
        try {
            const list = await this.api.call<ResourceList>({ method: "GET", path: `/apis/${apiVersion}` });
            // Subresources are listed too, as `scaledobjects/status`.
            const found = list.resources.find((resource) => resource.kind === kind && !resource.name.includes("/"));
            if (!found) return undefined;
            const served = { apiVersion, kind, plural: found.name, namespaced: found.namespaced };
            this.#customKinds.set(key, served);
            return served;
        } catch (error) {
            if (isNotFound(error)) return undefined;
            throw error;
        }
    }

    async servedOrThrow(apiVersion: string, kind: string): Promise<ServedKind> {
        const served = await this.served(apiVersion, kind);
        if (!served) throw new NoSuchKind(apiVersion, kind);
        return served;
    }

    async get(apiVersion: string, kind: string, namespace: string, name: string): Promise<KubeObject> {
        const served = await this.servedOrThrow(apiVersion, kind);
        return this.api.call({ method: "GET", path: objectPath(served, namespace, name) });
    }

    getSame(object: KubeObject): Promise<KubeObject> {
        return this.get(apiVersionOf(object), kindOf(object), namespaceOf(object), nameOf(object));
    }

    async list(served: ServedKind, namespace: string, query: Record<string, string>): Promise<KubeList> {
        return this.api.call<KubeList>({ method: "GET", path: collectionPath(served, namespace), query });
    }

    async create(object: KubeObject, { fieldManager, dryRun }: WriteOptions): Promise<KubeObject> {
        const served = await this.servedOrThrow(apiVersionOf(object), kindOf(object));
        const path = collectionPath(served, namespaceOf(object));
        return this.api.call({ method: "POST", path, query: writeQuery(fieldManager, dryRun), body: object });
    }

    /** Server-side apply. Without force, fields that another manager set to something else are a conflict. */
    async apply(
        object: KubeObject,
        { fieldManager, dryRun, force }: WriteOptions & { force: boolean },
    ): Promise<KubeObject> {
        const served = await this.servedOrThrow(apiVersionOf(object), kindOf(object));
        return this.api.call({
            method: "PATCH",
            path: objectPath(served, namespaceOf(object), nameOf(object)),
            query: { ...writeQuery(fieldManager, dryRun), force: String(force) },
            // JSON is YAML; the plain `application/apply-patch+yaml` is what every version since 1.16 takes.
            contentType: "application/apply-patch+yaml",
            body: object,
        });
    }

    async patchJson(object: KubeObject, operations: unknown[]): Promise<KubeObject> {
        const served = await this.servedOrThrow(apiVersionOf(object), kindOf(object));
        return this.api.call({
            method: "PATCH",
            path: objectPath(served, namespaceOf(object), nameOf(object)),
            contentType: "application/json-patch+json",
            body: operations,
        });
    }

    async delete(object: KubeObject, propagationPolicy: string): Promise<void> {
        const served = await this.servedOrThrow(apiVersionOf(object), kindOf(object));
        const path = objectPath(served, namespaceOf(object), nameOf(object));
        await this.api.call({ method: "DELETE", path, body: { propagationPolicy } });
    }
}

export interface KubeList {
    metadata: { resourceVersion: string };
    items: KubeObject[];
}

/** An unknown field is an error. The official provider lets the API server drop it in silence. */
function writeQuery(fieldManager: string, dryRun: boolean): Record<string, string> {
    return { fieldManager, fieldValidation: "Strict", ...(dryRun ? { dryRun: "All" } : {}) };
}

export function objectPath(served: ServedKind, namespace: string, name: string): string {
    return `${collectionPath(served, namespace)}/${encodeURIComponent(name)}`;
}

const CREATE_ATTEMPTS = 6;

/**
 * Repeats while the namespace or the definition of the kind is not there yet, as the official provider does: the program
 * may be creating it at the same time.
 */
export async function untilPlaceExists<Result>(
    attempt: () => Promise<Result>,
    onRetry: (text: string) => void,
    signal: AbortSignal,
): Promise<Result> {
    for (let tries = 1; ; tries++) {
        try {
            return await attempt();
        } catch (error) {
            const early = isNotFound(error) || error instanceof NoSuchKind;
            if (!early || tries === CREATE_ATTEMPTS) throw error;
            onRetry(`Retry #${tries}; creation failed: ${(error as Error).message}`);
            await sleep(2 ** (tries - 1) * 1000, undefined, { signal });
        }
    }
}

/** Whether a write failed as its namespace does not exist: in a preview, it may be about to. */
export function isMissingNamespace(error: unknown): boolean {
    return error instanceof ApiError && error.code === 404 && error.about === "namespaces";
}
