import type { AdmissionRule } from "./admission-rule";
import { celString, celStrings } from "./cel";
import { workloads } from "./judged-resources";
import { partVariables } from "./pods";

/** What says that a workload is an MCP server. */
export const componentLabel = "app.kubernetes.io/component";
export const mcpServer = "mcp-server";

export const placementAdmission: AdmissionRule = {
    name: "placement",
    sentence: `MCP servers (${componentLabel}: ${mcpServer}) run in allowed clusters and namespaces.`,
    judges: workloads,
    variables: {
        ...partVariables,
        isServer: `variables.parts.exists(part, part.?metadata.?labels[?${celString(componentLabel)}].orValue("") == ${celString(mcpServer)})`,
    },
    offenders({ namespaces, clusters, cluster = "" }) {
        const refused = [
            ...(namespaces === undefined
                ? []
                : [`(object.metadata.namespace in ${celStrings(namespaces)} ? [] : [object.metadata.namespace])`]),
            ...(clusters === undefined || clusters.includes(cluster) ? [] : [celStrings([cluster])]),
        ];
        return refused.length === 0 ? "[]" : `variables.isServer ? ${refused.join(" + ")} : []`;
    },
};
