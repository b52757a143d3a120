import { createHash } from "node:crypto";
import type { FunctionHandler, Properties } from "../../shared";
import type { Account } from "../account";

type Json = Record<string, unknown>;

/** Renders a policy from its parts; nothing is asked of AWS. */
export const getPolicyDocument: FunctionHandler<Account> = {
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    args: ["policyId", "statements", "version"],
    async invoke(args) {
        const document = renderPolicy(args);
        const json = JSON.stringify(document, undefined, 2);
        const id = String(parseInt(createHash("sha256").update(json).digest("hex").slice(0, 8), 16));
        return { ...args, id, json, minifiedJson: JSON.stringify(document) };
    },
};

export function renderPolicy({ policyId, statements = [], version }: Properties): Json {
    return {
        Version: version ?? "2012-10-17",
        ...(policyId === undefined ? {} : { Id: policyId }),
        Statement: (statements as Properties[]).map(renderStatement),
    };
}

function renderStatement(statement: Properties): Json {
    return {
        ...(statement.sid ? { Sid: statement.sid } : {}),
        Effect: statement.effect ?? "Allow",
        ...oneOrMany("Action", statement.actions),
        ...oneOrMany("NotAction", statement.notActions),
        ...oneOrMany("Resource", statement.resources),
        ...oneOrMany("NotResource", statement.notResources),
        ...renderPrincipals("Principal", statement.principals),
        ...renderPrincipals("NotPrincipal", statement.notPrincipals),
        ...renderConditions(statement.conditions),
    };
}

/** One value is written without a list, several in descending order: the official provider's way. */
function oneOrMany(key: string, values: unknown): Json {
    const list = ((values ?? []) as unknown[]).map(String);
    if (list.length === 0) return {};
    return { [key]: list.length === 1 ? list[0] : [...list].sort().reverse() };
}

function renderPrincipals(key: string, principals: unknown): Json {
    const list = (principals ?? []) as Properties[];
    if (list.length === 0) return {};
    const everyone = list.length === 1 && list[0]?.type === "*";
    if (everyone) return { [key]: "*" };
    const byType = new Map<string, string[]>();
    for (const { type, identifiers } of list) {
        byType.set(String(type), [...(byType.get(String(type)) ?? []), ...(identifiers as string[])]);
    }
    return { [key]: Object.assign({}, ...[...byType].map(([type, identifiers]) => oneOrMany(type, identifiers))) };
}

function renderConditions(conditions: unknown): Json {
    const list = (conditions ?? []) as Properties[];
    if (list.length === 0) return {};
    const rendered: Record<string, Record<string, unknown>> = {};
    for (const { test, variable, values } of list) {
        const texts = (values as unknown[]).map(String);
        rendered[String(test)] = {
            ...rendered[String(test)],
            [String(variable)]: texts.length === 1 ? texts[0] : texts,
        };
    }
    return { Condition: rendered };
}
