import type { Cause, Fix } from "../cause";
import { run } from "../cause";
import { type Evidence, eventMessages } from "../evidence";
import { condition, type ExternalSecret } from "../objects";

/** An ExternalSecret that External Secrets could not sync: store, key or permission. */
export function externalSecret(evidence: Evidence): Cause[] {
    return evidence.externalSecrets.flatMap((secret) => {
        const ready = condition(secret, "Ready");
        if (ready?.status === "True") return [];
        const { name } = secret.metadata;
        const events = eventMessages(evidence, "UpdateFailed").filter((event) => event.name === name);
        const message = [events[0]?.message, ready?.message].filter(Boolean).join("\n") || "it has no status";
        const { title, why, fixes } = reason(evidence, secret, message, ready !== undefined);
        return [
            {
                id: "external-secret",
                title: `the ExternalSecret is not synced: ${title}`,
                where: `externalsecret ${name}`,
                found: message,
                why,
                fixes,
                explains: ["not-deployed", "missing-configuration", "crash", "rollout"],
            },
        ];
    });
}

interface Reason {
    title: string;
    why: string;
    fixes: Fix[];
}

function reason(evidence: Evidence, secret: ExternalSecret, message: string, hasStatus: boolean): Reason {
    const { name: store = "", kind = "SecretStore" } = secret.spec.secretStoreRef ?? {};
    const found = evidence.stores[`${kind}/${store}`];
    const keys = remoteKeys(secret);
    const [, failed] =
        /\(key: ([^)\s]+)/.exec(message) ?? /key ["']?([\w/+=.@-]+)["']? does not exist/.exec(message) ?? [];
    const key = failed ?? keys[0] ?? "<name>";
    if (found === undefined && !evidence.unreadable.some(({ what }) => what.includes(store))) {
        return {
            title: `there is no ${kind} "${store}"`,
            why: "it reads AWS Secrets Manager for the cluster, and the stack names it without making it",
            fixes: [
                {
                    text: "name a store that `kubectl get clustersecretstores,secretstores -A` shows",
                    config: { key: "mcp-eks:platform.secretStore.store", value: "<store>" },
                },
            ],
        };
    }
    const storeReady = condition(found, "Ready");
    if (storeReady !== undefined && storeReady.status !== "True") {
        return {
            title: `its ${kind} "${store}" is not ready`,
            why: `${storeReady.reason}: ${storeReady.message}`,
            fixes: [
                run(
                    `kubectl describe ${kind.toLowerCase()} ${store}`,
                    "mend the store: its role, region or ServiceAccount",
                ),
            ],
        };
    }
    if (/AccessDenied|not authorized|is not authorized to perform/i.test(message)) {
        return {
            title: `the store may not read "${key}"`,
            why: `the role of ${kind} "${store}" lacks secretsmanager:GetSecretValue on it (or kms:Decrypt on its key)`,
            fixes: [
                { text: `allow the store's role secretsmanager:GetSecretValue on ${key}, in the policy of that role` },
            ],
        };
    }
    if (/property|key .* does not exist in secret/i.test(message) && !/Secret does not exist/i.test(message)) {
        return {
            title: `the secret "${key}" has no such property`,
            why: "the secret in Secrets Manager is JSON without the property that is asked for, or no JSON",
            fixes: [
                {
                    text: "name a property that it has (existing.property), or leave it out for all of it",
                    config: {
                        key: `mcp-eks:servers.${evidence.server}.secrets.${secretName(secret, key)}.existing.property`,
                        value: "<property>",
                    },
                },
            ],
        };
    }
    if (/does not exist|ResourceNotFound|can't find the specified secret|marked for deletion/i.test(message)) {
        const isMarked = /marked for deletion/i.test(message);
        return {
            title: isMarked ? `the secret "${key}" is deleted` : `there is no secret "${key}"`,
            why: isMarked
                ? "Secrets Manager keeps it for its recovery window and gives nobody its value"
                : "Secrets Manager, in the account and region of the store, has none of this name",
            fixes: [
                isMarked
                    ? run(`aws secretsmanager restore-secret --secret-id ${key}`, "restore it")
                    : run(
                          `aws secretsmanager create-secret --name ${key} --secret-string file:///dev/stdin`,
                          "make it",
                      ),
                {
                    text: "or name one that is there",
                    config: {
                        key: `mcp-eks:servers.${evidence.server}.secrets.${secretName(secret, key)}.existing.name`,
                        value: "<name>",
                    },
                },
            ],
        };
    }
    return {
        title: hasStatus ? "the store's provider failed" : "nobody has looked at it",
        why: hasStatus
            ? "External Secrets tried and was refused; the reason is above"
            : "External Secrets writes a status within seconds: the operator does not run, or does not watch this namespace",
        fixes: [
            run("kubectl get pods -n external-secrets", "see whether the operator runs"),
            run(`kubectl describe externalsecret ${secret.metadata.name} -n ${evidence.namespace}`, "read its events"),
        ],
    };
}

const remoteKeys = ({ spec }: ExternalSecret) => [
    ...(spec.data ?? []).map(({ remoteRef }) => remoteRef.key),
    ...(spec.dataFrom ?? []).flatMap(({ extract }) => extract?.key ?? []),
];

const secretName = ({ spec }: ExternalSecret, key: string) =>
    spec.data?.find(({ remoteRef }) => remoteRef.key === key)?.secretKey ?? "<VARIABLE>";
