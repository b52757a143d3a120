import { noPlainSecretsAdmission } from "../../components/model/admission/no-plain-secrets";
import type { Problem } from "../../components/model/problem";
import { harmlessValue, secretName, secretValue } from "../../components/model/secret-patterns";
import type { Field } from "./field";
import { containersOf, workloads } from "./pods";
import type { KubernetesRule } from "./rule";

const bySecret = "a secret comes from a Secret (`secrets` of the server, secretKeyRef), never as a value";

/** Whoever may read pods or ConfigMaps, and Pulumi's state, reads them. */
export const noPlainSecrets: KubernetesRule = {
    name: noPlainSecretsAdmission.name,
    sentence: noPlainSecretsAdmission.sentence,
    admission: noPlainSecretsAdmission,
    objects: [...workloads, { group: "", kind: "ConfigMap" }],
    check(object) {
        const data = object.at("data").entries();
        const variables = containersOf(object).flatMap((container) => container.at("env").items());
        return [
            ...data.flatMap(([name, value]) => valueProblems(name, value)),
            ...variables.flatMap((variable) => valueProblems(variable.at("name").value, variable.at("value"))),
        ];
    },
};

/** The value is never told: it may be the secret. */
function valueProblems(name: unknown, { path, value }: Field): Problem[] {
    if (typeof value !== "string" || typeof name !== "string") return [];
    const isNamedSecret = new RegExp(secretName).test(name.toLowerCase()) && !new RegExp(harmlessValue).test(value);
    if (!isNamedSecret && !new RegExp(secretValue).test(value)) return [];
    return [{ field: path, found: `(hidden, of ${name})`, allowed: bySecret }];
}
