import type { CheckFailure } from "./provider";
import type { Properties } from "./values";

const official = (provider: string) => `the official plugin of @pulumi/${provider}`;

export function refusedType(provider: string, type: string, served: readonly string[]): string {
    return (
        `${type}: the local stand-in for the Pulumi provider "${provider}" does not implement this type, ` +
        `${official(provider)} does. It implements: ${[...served].sort().join(", ")}.`
    );
}

export function refusedFunction(provider: string, token: string, served: readonly string[]): string {
    return (
        `${token}: the local stand-in for the Pulumi provider "${provider}" does not implement this function, ` +
        `${official(provider)} may. It implements: ${[...served].sort().join(", ") || "none"}.`
    );
}

/** One failure for each property that the stand-in would otherwise silently drop. */
export function refusedProperties(
    provider: string,
    owner: string,
    properties: Properties,
    served: readonly string[],
): CheckFailure[] {
    return Object.keys(properties)
        .filter((key) => !key.startsWith("__") && !served.includes(key))
        .map((property) => ({
            property,
            reason:
                `${owner}: the local stand-in for the Pulumi provider "${provider}" does not implement ` +
                `"${property}", ${official(provider)} would take it or refuse it by its schema. ` +
                `It implements: ${[...served].sort().join(", ")}.`,
        }));
}

export function missingProperties(owner: string, properties: Properties, required: readonly string[]): CheckFailure[] {
    return required
        .filter((key) => properties[key] === undefined || properties[key] === null)
        .map((property) => ({ property, reason: `${owner}: missing required property "${property}"` }));
}
