import {
    type CheckFailure,
    type CheckRequest,
    type CheckResult,
    isObject,
    refusedType,
    UNKNOWN,
    uniqueName,
} from "../shared";
import { annotation, annotations, isAnnotatedTrue } from "./annotations";
import { builtInKinds, parseType, type TypeToken, typeOf } from "./kinds";
import { normalizeInputs, withSecretsMarked } from "./normalize";
import { type KubeObject, kindOf, nameOf, namespaceOf, objectAt, stringAt, withMetadata } from "./object";
import { waitForProblems } from "./readiness/wait-for";
import type { Session } from "./session";

const AUTONAME_HEX_DIGITS = 8;

export async function checkObject(request: CheckRequest, session: Session): Promise<CheckResult> {
    const token = parseType(request.type);
    if (!token)
        throw new Error(refusedType("kubernetes", request.type, [...builtInKinds.map(typeOf), "any custom resource"]));
    if (session.options.skipUpdateUnreachable && session.unreachable !== undefined) {
        request.log.warn("Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...");
        return { inputs: request.oldInputs, failures: [] };
    }
    const named = withName(normalizeInputs(request.inputs), request);
    const inputs = await withNamespace(named, token, session);
    return { inputs: withSecretsMarked(inputs), failures: problems(inputs, token) };
}

/** Keeps the name chosen before, or chooses one; a name that is not known yet counts as given. */
function withName(inputs: KubeObject, request: CheckRequest): KubeObject {
    const { oldInputs } = request;
    if (inputs.metadata === UNKNOWN || nameOf(inputs) !== "" || stringAt(inputs, "metadata", "generateName") !== "") {
        return inputs;
    }
    if (Object.keys(oldInputs).length === 0) {
        return autonamed(inputs, uniqueName(request.name, AUTONAME_HEX_DIGITS, request.randomSeed));
    }
    return isAnnotatedTrue(oldInputs, annotations.autonamed) ? autonamed(inputs, nameOf(oldInputs)) : inputs;
}

function autonamed(inputs: KubeObject, name: string): KubeObject {
    const given = objectAt(inputs, "metadata").annotations;
    if (given === UNKNOWN) return withMetadata(inputs, { name });
    const marked = { ...(isObject(given) ? given : {}), [annotations.autonamed]: "true" };
    return withMetadata(inputs, { name, annotations: marked });
}

async function withNamespace(inputs: KubeObject, token: TypeToken, session: Session): Promise<KubeObject> {
    if (inputs.metadata === UNKNOWN) return inputs;
    const served = await session.servedIfReachable(token.apiVersion, token.kind);
    // Of a kind that the cluster does not serve yet it is not known; the official provider then assumes a namespace.
    if (served?.namespaced === false) return withMetadata(inputs, { namespace: undefined });
    if (namespaceOf(inputs) !== "" || session.namespace === "") return inputs;
    return withMetadata(inputs, { namespace: session.namespace });
}

function problems(inputs: KubeObject, token: TypeToken): CheckFailure[] {
    const failures: CheckFailure[] = [];
    const refuse = (property: string, reason: string) => failures.push({ property, reason });
    if (stringAt(inputs, "metadata", "generateName") !== "" && nameOf(inputs) === "") {
        refuse(
            "metadata.generateName",
            "the `.metadata.generateName` field is not supported in Server-Side Apply mode",
        );
    }
    for (const [key, expected] of Object.entries({ apiVersion: token.apiVersion, kind: token.kind })) {
        const found = inputs[key];
        if (found !== undefined && found !== expected) {
            refuse(key, `the type is ${token.apiVersion}/${token.kind}, but ${key} is ${JSON.stringify(found)}`);
        }
    }
    const waitFor = annotation(inputs, annotations.waitFor);
    if (waitFor !== "" && waitFor !== UNKNOWN) {
        for (const reason of waitForProblems(waitFor)) refuse(`metadata.annotations["${annotations.waitFor}"]`, reason);
    }
    if (kindOf(inputs) === "" && inputs.kind === undefined) refuse("kind", "missing required property 'kind'");
    return failures;
}
