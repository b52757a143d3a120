import { canonicalJson } from "./json";

type Json = Record<string, unknown>;

/**
 * An IAM policy in one of its many spellings: what AWS treats alike becomes alike. The order of statements and of the
 * values in a list does not matter, one value is a list of one, an account's id is its root user.
 */
export function canonicalPolicy(document: unknown): unknown {
    if (!isJson(document)) return document;
    const statements = list(document.Statement).map(canonicalStatement);
    return { ...document, Statement: sorted(statements) };
}

function canonicalStatement(statement: unknown): unknown {
    if (!isJson(statement)) return statement;
    const { Principal, NotPrincipal, Condition, ...others } = statement;
    const lists = Object.entries(others).map(([key, value]) => [key, isListed(key) ? values(value) : value] as const);
    return {
        // An absent Sid and an empty one are the same.
        ...Object.fromEntries(lists.filter(([key, value]) => key !== "Sid" || value !== "")),
        ...(Principal === undefined ? {} : { Principal: canonicalPrincipal(Principal) }),
        ...(NotPrincipal === undefined ? {} : { NotPrincipal: canonicalPrincipal(NotPrincipal) }),
        ...(isJson(Condition) && Object.keys(Condition).length > 0 ? { Condition: canonicalCondition(Condition) } : {}),
    };
}

const isListed = (key: string) => ["Action", "NotAction", "Resource", "NotResource"].includes(key);

function canonicalPrincipal(principal: unknown): unknown {
    if (!isJson(principal)) return principal === "*" ? { AWS: ["*"] } : principal;
    return Object.fromEntries(
        Object.entries(principal).map(([type, value]) => [type, values(value).map(rootOfAccount).sort()]),
    );
}

function rootOfAccount(principal: string): string {
    return /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
}

function canonicalCondition(condition: Json): Json {
    const operators = Object.entries(condition).map(([operator, keys]) => {
        if (!isJson(keys)) return [operator, keys] as const;
        return [
            operator,
            Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, values(value)])),
        ] as const;
    });
    return Object.fromEntries(operators);
}

/** Strings in order; IAM takes true and "true" alike. */
function values(value: unknown): string[] {
    return list(value).map(String).sort();
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const sorted = (items: unknown[]) => [...items].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
