import { componentLabel, mcpServer, placementAdmission } from "../../components/model/admission/placement";
import type { Problem } from "../../components/model/problem";
import type { Field } from "./field";
import { withTemplates, workloads } from "./pods";
import type { KubernetesRule, RuleSettings } from "./rule";

/** Where MCP servers run is where their callers, network rules and operators are. */
export const placement: KubernetesRule = {
    name: placementAdmission.name,
    sentence: placementAdmission.sentence,
    admission: placementAdmission,
    objects: workloads,
    check: (object, settings) =>
        isMcpServer(object) ? [...namespaceProblems(object, settings), ...clusterProblems(settings)] : [],
};

const isMcpServer = (object: Field) =>
    withTemplates(object).some((part) => part.at("metadata", "labels", componentLabel).value === mcpServer);

function namespaceProblems(object: Field, { namespaces }: RuleSettings): Problem[] {
    if (namespaces === undefined) return [];
    return object
        .at("metadata", "namespace")
        .unless((value) => namespaces.some((namespace) => namespace === value), oneOf("namespaces", namespaces));
}

function clusterProblems({ cluster, clusters }: RuleSettings): Problem[] {
    if (clusters === undefined || clusters.some((allowed) => allowed === cluster)) return [];
    return [{ field: "mcp-eks:cluster.name", found: cluster, allowed: oneOf("clusters", clusters) }];
}

const oneOf = (what: string, allowed: string[]) =>
    allowed.length === 0 ? `there are no allowed ${what}` : `allowed ${what} are ${allowed.join(", ")}`;
