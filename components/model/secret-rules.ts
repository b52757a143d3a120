import { checked, type Problem } from "./problem";

const shortest = 16;
const longest = 128;

/** A secret value that Pulumi makes up once and keeps. */
export interface GeneratedSecretArgs {
    /**
     * Letters and digits, 16 to 128.
     * @default 32
     */
    length?: number;
}

/** The shape of a secret's entry, whatever its value. */
export interface SecretSource {
    value?: unknown;
    generate?: GeneratedSecretArgs;
}

/** What is wrong with the entries of a server's secrets; a value is never named. */
export function secretProblems(entries: { [variable: string]: SecretSource } = {}): Problem[] {
    return Object.entries(entries).flatMap(([variable, { value, generate }]) => [
        ...checked(
            variable,
            variable,
            (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
            'a secret is named as the environment variable that it becomes: letters, digits and "_"',
        ),
        ...sourceProblems(variable, value !== undefined, generate !== undefined),
        ...checked(
            `${variable}.generate.length`,
            generate?.length,
            (length) => length === undefined || (Number.isInteger(length) && length >= shortest && length <= longest),
            `it is a whole number from ${shortest} to ${longest}`,
        ),
    ]);
}

function sourceProblems(variable: string, hasValue: boolean, isGenerated: boolean): Problem[] {
    if (hasValue && isGenerated)
        return [{ field: variable, found: "given and generated", allowed: "choose one of the two" }];
    if (hasValue || isGenerated) return [];
    const allowed = "have it generated (generate: {}) or give it (value; in a stack's configuration: fromConfig)";
    return [{ field: variable, found: undefined, allowed }];
}

/** The shape of a secret store's arguments; those that are only known later (Outputs) pass. */
export interface SecretStoreSource {
    namePrefix?: string;
    storeKind?: unknown;
    refreshInterval?: unknown;
    recoveryWindowDays?: unknown;
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
        ...checked(
            "storeKind",
            storeKind,
            (kind) => typeof kind !== "string" || ["ClusterSecretStore", "SecretStore"].includes(kind),
            'it is "ClusterSecretStore" or "SecretStore"',
        ),
        ...checked(
            "refreshInterval",
            refreshInterval,
            (interval) => typeof interval !== "string" || /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(interval),
            'a duration is written as "30s", "15m" or "1h"',
        ),
        ...checked(
            "recoveryWindowDays",
            recoveryWindowDays,
            (days) => typeof days !== "number" || days === 0 || (Number.isInteger(days) && days >= 7 && days <= 30),
            "it is 0 (deleted at once) or 7 to 30 days",
        ),
    ];
}
