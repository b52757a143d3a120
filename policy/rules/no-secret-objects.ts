import type { KubernetesRule } from "./rule";

/** What the program knows is in its state, in every diff and in the hands of whoever may deploy. */
export const noSecretObjects: KubernetesRule = {
    name: "no-secret-objects",
    sentence: "Kubernetes Secrets are made by External Secrets, and not by the program.",
    objects: [{ group: "", kind: "Secret" }],
    admission: {
        notSeen: "External Secrets makes Secrets as well: the cluster sees the same object, whoever has sent it.",
    },
    check: (secret) =>
        ["data", "stringData"].flatMap((block) =>
            secret
                .at(block)
                .entries()
                .map(([, { path }]) => ({
                    field: path,
                    found: "(hidden)",
                    allowed: "a secret is kept in a store; an ExternalSecret (`secrets` of the server) brings it",
                })),
        ),
};
