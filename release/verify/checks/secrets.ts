import { ApiException } from "@kubernetes/client-node";
import type { Check } from "../context";
import { type Attempt, failed, notYet, ok, skipped } from "../finding";

/** An ExternalSecret, as far as it matters whether it is synced. */
export interface ExternalSecret {
    metadata: {
        generation?: number;
        managedFields?: { manager?: string; subresource?: string; time?: string }[];
    };
    status?: {
        conditions?: { type: string; status: string; reason?: string; message?: string }[];
        refreshTime?: string | null;
        syncedResourceVersion?: string;
    };
}

const resource = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };

/** Whether External Secrets has brought the secrets, as they are to be since the last update. */
export const secrets: Check = async ({ namespace, externalSecrets, infisicalSecret }, { kubernetes, untilPassed }) => {
    if (externalSecrets.length === 0) {
        return skipped(
            infisicalSecret === undefined ? "it has no secrets" : "Infisical's own operator brings its secrets",
        );
    }
    return untilPassed(async () => {
        const verdicts = await Promise.all(
            externalSecrets.map(async (name) => {
                const found = await kubernetes.custom
                    .getNamespacedCustomObject({ ...resource, namespace, name })
                    .catch((error: unknown) => {
                        if (error instanceof ApiException && error.code === 404) return undefined;
                        throw error;
                    });
                return externalSecretVerdict(name, found as ExternalSecret | undefined);
            }),
        );
        return (
            verdicts.find(({ verdict }) => verdict === "failed") ?? ok(verdicts.map(({ found }) => found).join("; "))
        );
    });
};

/** Judges one ExternalSecret. */
export function externalSecretVerdict(name: string, found: ExternalSecret | undefined): Attempt {
    const describe = `kubectl describe externalsecret ${name}; docs/secrets.md has what the store says most often`;
    if (found === undefined) return failed(`there is no ExternalSecret ${name}`, "npm run release -- up makes it");
    const { metadata, status = {} } = found;
    const ready = status.conditions?.find(({ type }) => type === "Ready");
    if (ready?.status !== "True") {
        const reason = ready === undefined ? "nothing was done with it yet" : `${ready.reason}: ${ready.message}`;
        return notYet(`ExternalSecret ${name} is not synced: ${reason}`, describe);
    }
    // "<generation>-<digest of labels and annotations>" (external-secrets, pkg/controllers/externalsecret).
    const [syncedGeneration] = (status.syncedResourceVersion ?? "").split("-");
    const changed = lastChange(found);
    const refreshed = Date.parse(status.refreshTime ?? "");
    if (Number(syncedGeneration) !== metadata.generation || !(refreshed >= changed)) {
        const since = new Date(changed).toISOString();
        return notYet(`ExternalSecret ${name} was not synced since it was changed at ${since}`, describe);
    }
    return ok(`${name} synced at ${new Date(refreshed).toISOString()}`);
}

/** When somebody else than the operator changed the object. */
function lastChange({ metadata: { managedFields = [] } }: ExternalSecret): number {
    const times = managedFields
        .filter(({ manager, subresource }) => subresource !== "status" && manager !== "external-secrets")
        .map(({ time }) => Date.parse(time ?? ""));
    return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}
