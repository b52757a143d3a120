import { objectName } from "../../../components/model/names";
import { type Cause, run, setKey } from "../cause";
import { currentPods, type Evidence, isUnread } from "../evidence";
import { passes, within } from "../policies";

const timedOut = /(?:ETIMEDOUT|timed? ?out|deadline exceeded|EHOSTUNREACH|ENETUNREACH|ECONNREFUSED)/i;
const address = /(?:\/\/|\b)(\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})\b/;

/** An address that the server calls, by its log, and that its policy does not let it reach. */
export function egressBlocked(evidence: Evidence): Cause[] {
    if (isUnread(evidence, "networkpolicies")) return [];
    const [pod] = currentPods(evidence);
    if (pod === undefined) return [];
    const own = { namespace: evidence.namespace, labels: pod.metadata.labels };
    const blocked = evidence.logs
        .flatMap(({ lines }) => lines)
        .flatMap((line) => {
            const [, host, port] = (timedOut.test(line) && address.exec(line)) || [];
            return host === undefined || isOwn(host) ? [] : [{ line, host, port: Number(port) }];
        })
        .find(
            ({ host, port }) =>
                !passes(evidence.networkPolicies, own, "Egress", { address: host }, { number: port, names: [] }),
        );
    if (blocked === undefined) return [];
    const { host, port, line } = blocked;
    return [
        {
            id: "egress-blocked",
            title: `NetworkPolicy: the server may not call ${host}:${port}`,
            where: `networkpolicy ${objectName(evidence.server)}`,
            found: `log: ${line}`,
            why: "its policy opens DNS, port 443 of public addresses and what network.egress names; this is none of them",
            fixes: [
                setKey(
                    evidence.server,
                    "network.egress",
                    `[{ cidr: ${host}/32, ports: [${port}] }]`,
                    "name it, better by the range that it is in",
                ),
                run(
                    `kubectl describe networkpolicy ${objectName(evidence.server)} -n ${evidence.namespace}`,
                    "see what is open",
                ),
            ],
            explains: ["crash", "probe"],
        },
    ];
}

const isOwn = (host: string) => within(host, "127.0.0.0/8") || host === "0.0.0.0";
