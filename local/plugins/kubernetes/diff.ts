import {
    type Change,
    changesBetween,
    type DiffRequest,
    type DiffResult,
    diffResult,
    formatPath,
    isObject,
    type Properties,
    UNKNOWN,
} from "../shared";
import { annotations, isAnnotatedTrue } from "./annotations";
import { forceNewPaths } from "./force-new";
import { normalizeInputs } from "./normalize";
import { type KubeObject, kindOf, nameOf, namespaceOf } from "./object";
import { judgeJob } from "./readiness/job";
import type { Session } from "./session";

/**
 * Old inputs against new ones. A refresh has put what drifted in the cluster among the old inputs, so drift shows too.
 */
export async function diffObject(request: DiffRequest, session: Session): Promise<DiffResult> {
    const inputs = normalizeInputs(request.inputs);
    const changes = changesBetween(normalizeInputs(request.oldInputs), inputs).filter(
        (change) => !isIgnored(change, request.ignoreChanges),
    );
    const result = diffResult(changes, forceNewPaths(inputs, session.options), true);
    if (await mustReplaceUnready(request, inputs, session)) {
        result.changed = true;
        result.replaces.push(`metadata.annotations["${annotations.replaceUnready}"]`);
    }
    result.deleteBeforeReplace = result.replaces.length > 0 && keepsName(request, inputs);
    // As in official render mode, every manifest is then written anew.
    if (session.options.renderYamlToDirectory !== undefined && session.options.alwaysRender) result.changed = true;
    return result;
}

function isIgnored(change: Change, ignoreChanges: string[]): boolean {
    const path = formatPath(change.path);
    const under = (ignored: string) =>
        path === ignored || path.startsWith(`${ignored}.`) || path.startsWith(`${ignored}[`);
    return ignoreChanges.some(under);
}

/** Old and new cannot live side by side: same explicit name in the same namespace. */
function keepsName(request: DiffRequest, inputs: KubeObject): boolean {
    const before = request.oldInputs;
    return (
        nameOf(inputs) !== "" &&
        nameOf(inputs) !== UNKNOWN &&
        !isAnnotatedTrue(inputs, annotations.autonamed) &&
        nameOf(inputs) === nameOf(before) &&
        namespaceOf(inputs) === namespaceOf(before)
    );
}

async function mustReplaceUnready(request: DiffRequest, inputs: Properties, session: Session): Promise<boolean> {
    if (!isObject(inputs.metadata) || !isAnnotatedTrue(inputs, annotations.replaceUnready)) return false;
    if (kindOf(inputs) !== "Job") {
        request.log.warn("replaceUnready annotation is not supported for this resource");
        return false;
    }
    if (session.unreachable !== undefined) {
        request.log.warn("Cluster is unreachable, skipping replaceUnready check");
        return false;
    }
    try {
        const live = await session.cluster.getSame(request.oldOutputs);
        return !judgeJob(live).ready;
    } catch {
        // As in the official provider: what cannot be read is not replaced.
        return false;
    }
}
