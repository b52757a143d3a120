import { objectName } from "../../../components/model/names";
import { type Cause, run } from "../cause";
import { type Evidence, isUnread } from "../evidence";

/** No Deployment: `up` never got so far, or somebody has deleted it. */
export function notDeployed(evidence: Evidence): Cause[] {
    if (evidence.deployment !== undefined || isUnread(evidence, "deployments")) return [];
    const { server, namespace, stack } = evidence;
    const hasNamespace = namespace in evidence.namespaces || isUnread(evidence, "namespaces");
    return [
        {
            id: "not-deployed",
            title: "the server is not deployed",
            where: `namespace ${namespace}`,
            found: hasNamespace ? `there is no deployment ${objectName(server)}` : `there is no namespace ${namespace}`,
            why: hasNamespace
                ? "the last `up` ended before it, or it was deleted by hand: what it waits for (secrets, the image) comes first"
                : "the stack was never deployed to this cluster, or mcp-eks:cluster names another one",
            fixes: [
                run(`npm run release -- up ${stack}`, "deploy; what fails is named there"),
                run(`pulumi up --refresh --stack ${stack}`, "when it was deleted by hand"),
            ],
            explains: ["service", "route-object", "route-answer", "autoscaler", "network-policy", "role"],
        },
    ];
}
