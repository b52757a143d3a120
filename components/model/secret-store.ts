import { checked, type Problem } from "./problem";

/** The shape of a secret store's arguments; those that are only known later (Outputs) pass. */
export interface SecretStoreSource {
    namePrefix?: string;
    storeKind?: unknown;
    refreshInterval?: unknown;
    recoveryWindowDays?: unknown;
    creationPolicy?: string;
    deletionPolicy?: string;
}

const oneOf = (field: string, found: unknown, allowed: string[]): Problem[] =>
    checked(
        field,
        found,
        (value) => typeof value !== "string" || allowed.includes(value),
        `it is ${allowed.map((value) => JSON.stringify(value)).join(" or ")}`,
    );

/** Whether text is a duration of Go, as External Secrets takes it. */
const isDuration = (interval: unknown) =>
    typeof interval !== "string" || /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(interval);

export function durationProblems(field: string, interval: unknown): Problem[] {
    return checked(field, interval, isDuration, 'a duration is written as "30s", "15m" or "1h"');
}

/** What is wrong with where secrets are kept, and how they reach the cluster. */
export function secretStoreProblems(store: SecretStoreSource = {}): Problem[] {
    const { namePrefix = "mcp", storeKind, refreshInterval, recoveryWindowDays } = store;
    return [
        ...checked(
            "namePrefix",
            namePrefix,
            (prefix) => /^[A-Za-z0-9_+=.@-]+(\/[A-Za-z0-9_+=.@-]+)*$/.test(prefix),
            'a prefix is letters, digits and _ + = . @ - with "/" between them',
        ),
        ...oneOf("storeKind", storeKind, ["ClusterSecretStore", "SecretStore"]),
        ...durationProblems("refreshInterval", refreshInterval),
        ...checked(
            "recoveryWindowDays",
            recoveryWindowDays,
            (days) => typeof days !== "number" || days === 0 || (Number.isInteger(days) && days >= 7 && days <= 30),
            "it is 0 (deleted at once) or 7 to 30 days",
        ),
        ...oneOf("creationPolicy", store.creationPolicy, ["Owner", "Orphan", "Merge"]),
        ...oneOf("deletionPolicy", store.deletionPolicy, ["Retain", "Delete", "Merge"]),
    ];
}
