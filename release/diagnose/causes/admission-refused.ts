import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, putBack, run, setKey } from "../cause";
import { type Evidence, eventMessages } from "../evidence";
import { condition } from "../objects";

/** Pods that the API server does not let in: Pod Security, a quota, an admission policy or webhook. */
export function admissionRefused(evidence: Evidence): Cause[] {
    // The condition goes when a pod was let in; the events stay for an hour.
    const failed = condition(evidence.deployment, "ReplicaFailure");
    const current = evidence.replicaSets
        .map((set) => ({ name: set.metadata.name, failure: condition(set, "ReplicaFailure") }))
        .find(({ failure }) => failure?.status === "True");
    if (failed?.status !== "True" && current === undefined) return [];
    const message =
        current?.failure?.message ?? failed?.message ?? eventMessages(evidence, "FailedCreate")[0]?.message ?? "";
    return [
        {
            id: "admission-refused",
            ...reason(evidence, message),
            where: `replicaset ${current?.name ?? `of deployment ${evidence.deployment?.metadata.name}`}`,
            found: message,
            explains: ["rollout", "service", "route-answer", "autoscaler"],
        },
    ];
}

function reason({ stack, server, namespace }: Evidence, message: string): { title: string; why: string; fixes: Fix[] } {
    const [, level] = /violates PodSecurity "([^":]+)/.exec(message) ?? [];
    if (level !== undefined) {
        return {
            title: `Pod Security refuses the pods: they are not "${level}"`,
            why: `the namespace enforces ${level}, and the pods of the Deployment in the cluster ask for more`,
            fixes: [
                {
                    text: "pods that the stack makes pass: take out what was changed by hand (or by volumes of a kind that is not allowed)",
                },
                putBack(stack, "the Deployment"),
            ],
        };
    }
    if (/exceeded quota/.test(message)) {
        return {
            title: "a quota of the namespace is used up",
            why: "the pods ask for more than the ResourceQuota leaves",
            fixes: [
                setKey(server, "resources.requests", "{ cpu: 50m, memory: 64Mi }", "ask for less"),
                run(`kubectl describe resourcequota -n ${namespace}`, "or have it raised; what is used"),
            ],
        };
    }
    if (/must specify (limits|requests)/.test(message) || /(maximum|minimum) .* usage per/.test(message)) {
        return {
            title: "a quota or LimitRange of the namespace refuses the pods' resources",
            why: "it asks for other requests or limits than the pods have",
            fixes: [setKey(server, "resources", "{ requests: …, limits: … }", "give what it asks for")],
        };
    }
    const [, policy] =
        /ValidatingAdmissionPolicy '([^']+)'/.exec(message) ?? /admission webhook "([^"]+)"/.exec(message) ?? [];
    if (policy !== undefined) {
        return {
            title: `admission policy "${policy}" refuses the pods`,
            why: "the cluster has a rule of its own; its message is above",
            fixes: [
                run(
                    "kubectl get validatingadmissionpolicies,validatingwebhookconfigurations",
                    "read the rule, and change what it names in the server's block",
                ),
            ],
        };
    }
    if (/serviceaccount .* not found|error looking up service account/.test(message)) {
        return {
            title: "the ServiceAccount of the pods is not there",
            why: "somebody has deleted it; new pods cannot be made",
            fixes: [putBack(stack, "it")],
        };
    }
    return {
        title: "the API server refuses the pods",
        why: "its message is above",
        fixes: [
            run(
                `kubectl describe replicaset -n ${namespace} -l app.kubernetes.io/name=${objectName(server)}`,
                "read the events",
            ),
        ],
    };
}
