import { type Cause, type Fix, run, setKey } from "../cause";
import { currentPods, type Evidence } from "../evidence";
import { condition } from "../objects";

/** Pods that no node takes. */
export function pending(evidence: Evidence): Cause[] {
    const pod = currentPods(evidence).find((one) => condition(one, "PodScheduled")?.status === "False");
    if (pod === undefined) return [];
    const message = condition(pod, "PodScheduled")?.message ?? "";
    const reasons = rules.filter(({ pattern }) => pattern.test(message));
    const { server, namespace } = evidence;
    return [
        {
            id: "pending",
            title: `Pending: ${reasons.map(({ title }) => title).join("; ") || "no node takes the pod"}`,
            where: `pod ${pod.metadata.name}`,
            found: message,
            why: reasons.map(({ why }) => why(evidence)).join("; ") || "the scheduler's reasons are above",
            fixes: [
                ...reasons.flatMap(({ fixes }) => fixes(server)),
                run(`kubectl describe pod ${pod.metadata.name} -n ${namespace}`, "read the scheduler's events"),
            ],
            explains: ["rollout", "service", "route-answer", "autoscaler"],
        },
    ];
}

interface Rule {
    pattern: RegExp;
    title: string;
    why(evidence: Evidence): string;
    fixes(server: string): Fix[];
}

const asked = ({ deployment }: Evidence) => deployment?.spec.template.spec;

const rules: Rule[] = [
    {
        pattern: /Insufficient (cpu|memory|ephemeral-storage|pods)/,
        title: "no node has room",
        why: (evidence) =>
            `a pod asks for ${JSON.stringify(asked(evidence)?.containers[0]?.resources?.requests ?? {})}`,
        fixes: (server) => [
            setKey(server, "resources.requests", "{ cpu: 100m, memory: 128Mi }", "ask for less, or add nodes"),
        ],
    },
    {
        pattern: /didn't match Pod's node affinity\/selector/,
        title: "no node has the labels asked for",
        why: (evidence) => `the pods ask for nodes with ${JSON.stringify(asked(evidence)?.nodeSelector ?? {})}`,
        fixes: (server) => [
            setKey(
                server,
                "scheduling.nodeSelector",
                "{ <label>: <value> }",
                "name labels that `kubectl get nodes --show-labels` shows, or none",
            ),
        ],
    },
    {
        pattern: /untolerated taint/,
        title: "the nodes have a taint",
        why: () => "the nodes that would do keep pods away that do not tolerate their taint",
        fixes: (server) => [
            setKey(
                server,
                "scheduling.tolerations",
                "[{ key: <taint>, operator: Exists }]",
                "tolerate the taint that is named above",
            ),
        ],
    },
    {
        pattern: /topology spread constraints/,
        title: "pods cannot be spread as asked",
        why: () => "an even spread over zones is required and no node of the zone whose turn it is takes the pod",
        fixes: (server) => [setKey(server, "scheduling.zoneSpread", "preferred", "prefer the spread")],
    },
    {
        pattern: /anti-affinity rules/,
        title: "there are fewer nodes than pods",
        why: () => "two pods of the server may not be on one node",
        fixes: (server) => [
            setKey(server, "scheduling.antiAffinity", "preferred", "prefer it, have fewer `replicas`, or add nodes"),
        ],
    },
    {
        pattern: /persistentvolumeclaim .* not found|unbound immediate PersistentVolumeClaims/,
        title: "its disk is not there",
        why: () => "the claim that a volume names is missing or has no disk yet",
        fixes: (server) => [
            setKey(server, "volumes[].persistentVolumeClaim.claimName", "<claim>", "name a claim that is Bound"),
        ],
    },
];
