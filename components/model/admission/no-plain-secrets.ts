import { harmlessValue, secretName, secretValue } from "../secret-patterns";
import type { AdmissionRule } from "./admission-rule";
import { celString } from "./cel";
import { configMaps, workloads } from "./judged-resources";
import { podVariables } from "./pods";

/** CEL: whether a value under a name is a secret. */
const isSecret = (name: string, value: string) =>
    [
        `${name}.lowerAscii().matches(${celString(secretName)}) && !${value}.matches(${celString(harmlessValue)})`,
        `${value}.matches(${celString(secretValue)})`,
    ].join(" || ");

export const noPlainSecretsAdmission: AdmissionRule = {
    name: "no-plain-secrets",
    sentence: "Environment variables and ConfigMaps hold no secrets.",
    judges: [...workloads, configMaps],
    variables: {
        ...podVariables,
        data: "dyn(object).?data.orValue({})",
        keys: `variables.data.filter(key, ${isSecret("key", "variables.data[key]")}).map(key, string(key))`,
        /** The variables' names: what they hold may be the secret. */
        names: `variables.containers.map(c, c.?env.orValue([])
            .filter(variable, ${isSecret("variable.name", 'variable.?value.orValue("")')})
            .map(variable, string(variable.name)).join(" ")).filter(names, names != "")`,
    },
    offenders: () => 'object.kind == "ConfigMap" ? variables.keys : variables.names',
};
