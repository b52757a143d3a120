import { objectName } from "../../../components/model/names";
import { type Cause, run, setKey } from "../cause";
import { currentPods, type Evidence } from "../evidence";

/** Below this share a limit is felt by nobody. */
const feltShare = 0.25;
/** A start alone is throttled for some periods of 100 ms. */
const fewestPeriods = 100;
const slowMilliseconds = 2000;

/** High latency: containers that their CPU limit holds back. */
export function throttled(evidence: Evidence): Cause[] {
    const [worst] = evidence.throttling
        .map((one) => ({ ...one, share: one.throttledPeriods / Math.max(one.periods, 1) }))
        .filter(({ share, periods }) => share >= feltShare && periods >= fewestPeriods)
        .sort((one, other) => other.share - one.share);
    if (worst === undefined) return [];
    const limit = currentPods(evidence)[0]?.spec.containers[0]?.resources?.limits?.cpu;
    const [answer] = evidence.answers;
    const slow =
        answer?.status !== undefined && answer.milliseconds > slowMilliseconds
            ? `; the endpoint took ${answer.milliseconds} ms to answer`
            : "";
    return [
        {
            id: "throttled",
            title: "high latency: the CPU limit holds the server back",
            where: `pod ${worst.pod}`,
            found: `stopped in ${Math.round(worst.share * 100)} % of the ${worst.periods} periods (100 ms each) in which it ran${slow}`,
            why: `it needs more than its limit of ${limit ?? "none"} CPU, and waits for the next period each time`,
            fixes: [
                setKey(evidence.server, "resources.limits.cpu", "2", `raise the limit${limit ? ` from ${limit}` : ""}`),
                setKey(
                    evidence.server,
                    "scaling",
                    "{ minReplicas: 2, maxReplicas: 6 }",
                    "or have more pods share the load",
                ),
                run(
                    `kubectl top pods -n ${evidence.namespace} -l app.kubernetes.io/name=${objectName(evidence.server)}`,
                    "see what it uses",
                ),
            ],
            explains: ["probe"],
        },
    ];
}
