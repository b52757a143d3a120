import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, putBack, run, serverKey } from "../cause";
import { currentPods, type Evidence, isUnread } from "../evidence";
import { admitted, type End, type EndPort, holding, passes } from "../policies";

/** Callers that are cut off: a policy that admits nobody, one that was changed, a client that is not among those allowed. */
export function networkPolicy(evidence: Evidence): Cause[] {
    const { expected, namespace, server, networkPolicies } = evidence;
    const [pod] = currentPods(evidence);
    if (isUnread(evidence, "networkpolicies") || pod === undefined) return [];
    const own: End = {
        namespace,
        labels: pod.metadata.labels,
        namespaceLabels: evidence.namespaces[namespace],
        address: pod.status?.podIP,
    };
    const port: EndPort = { number: expected.port, names: ["http"] };
    const hold = holding(networkPolicies, own, "Ingress");
    const names = hold.map(({ metadata }) => metadata.name).join(", ");
    const cause = (title: string, found: string, why: string, fixes: Fix[]): Cause => ({
        id: "network-policy",
        title: `NetworkPolicy: ${title}`,
        where: `networkpolicies of namespace ${namespace}`,
        found,
        why,
        fixes,
        // Whoever is cut off gets no answer.
        explains: evidence.answers[0]?.status === 504 ? ["route-answer"] : [],
    });
    if (hold.length > 0 && admitted(hold) === "nobody") {
        return [
            cause(
                "nobody may call the server",
                `${names} select its pods, and admit nobody`,
                `a pod that a policy selects is cut off from all that none names; the server's own policy ${objectName(server)} is gone or empty`,
                [putBack(evidence.stack, "the server's policy")],
            ),
        ];
    }
    const admits = (end: End) => passes(networkPolicies, own, "Ingress", end, port);
    const cut = expectedCallers(evidence).filter(({ end }) => !admits(end));
    const causes =
        cut.length === 0
            ? []
            : [
                  cause(
                      `${cut.map(({ name }) => name).join(", ")} may not call the server`,
                      `${names} admit ${admitted(hold)}`,
                      "the configuration admits them, the policy in the cluster does not: it was changed by hand, or the change was never deployed",
                      [putBack(evidence.stack, "the policy")],
                  ),
              ];
    return [
        ...causes,
        ...absentClients(evidence, cause),
        ...calledBy(evidence, own, port, admits, hold.length > 0 ? admitted(hold) : "everybody", cause),
    ];
}

type MakeCause = (title: string, found: string, why: string, fixes: Fix[]) => Cause;

/** Whom the configuration admits, each as a pod of it would call. */
function expectedCallers({ expected, namespaces }: Evidence): { name: string; end: End }[] {
    const labelsOf = (namespace: string) => namespaces[namespace] ?? { "kubernetes.io/metadata.name": namespace };
    const inNamespace = (namespace: string, labels: Record<string, string> = {}) => ({
        name: `namespace ${namespace}`,
        end: { namespace, namespaceLabels: labelsOf(namespace), labels },
    });
    return [
        ...(expected.route && expected.route.kind !== "alb" ? [inNamespace(expected.ingressControllerNamespace)] : []),
        ...expected.clients.map(({ namespace, podLabels, cidr = "" }) =>
            namespace === undefined
                ? { name: cidr, end: { address: cidr.split("/")[0] } }
                : inNamespace(namespace, podLabels),
        ),
    ];
}

/** A client of the configuration whose namespace is not there: it is called otherwise. */
function absentClients(evidence: Evidence, cause: MakeCause): Cause[] {
    if (isUnread(evidence, "namespaces")) return [];
    const { expected, namespaces, server } = evidence;
    return expected.clients.flatMap(({ namespace }, index) =>
        namespace === undefined || namespace in namespaces
            ? []
            : [
                  cause(
                      `the client's namespace "${namespace}" is not there`,
                      `network.clients[${index}].namespace is "${namespace}"`,
                      "no pod can be in it, so the client calls from another namespace, which is cut off",
                      [
                          {
                              text: "name the namespace that the client runs in (kubectl get namespaces)",
                              config: {
                                  key: serverKey(server, `network.clients[${index}].namespace`),
                                  value: "<namespace>",
                              },
                          },
                      ],
                  ),
              ],
    );
}

/** The one caller who was named when the diagnosis was asked for: let in here, let out there. */
function calledBy(
    evidence: Evidence,
    own: End,
    port: EndPort,
    admits: (end: End) => boolean,
    who: string,
    cause: MakeCause,
): Cause[] {
    const { caller, server } = evidence;
    if (caller === undefined) return [];
    const end: End = {
        namespace: caller.namespace,
        labels: caller.podLabels,
        namespaceLabels: caller.namespaceLabels,
        address: caller.address,
    };
    const name = `${caller.namespace}/${caller.pod}`;
    const labels = Object.entries(caller.podLabels).map(([key, value]) => `${key}: ${value}`);
    const refused = admits(end)
        ? []
        : [
              cause(
                  `the client ${name} is not among those allowed`,
                  `the server's policy admits ${who}; the client has the labels { ${labels.join(", ")} }`,
                  "a call that no policy admits has no answer: the client waits until it times out",
                  [
                      {
                          text: "admit it",
                          config: {
                              key: serverKey(server, "network.clients"),
                              value: `[{ namespace: ${caller.namespace} }]`,
                          },
                      },
                  ],
              ),
          ];
    const kept = passes(caller.policies, end, "Egress", own, port)
        ? []
        : [
              cause(
                  `the client ${name} may not call out`,
                  `${holding(caller.policies, end, "Egress")
                      .map(({ metadata }) => metadata.name)
                      .join(", ")} of its own namespace select it`,
                  "policies of the client's namespace do not let it out to the server",
                  [
                      run(
                          `kubectl describe networkpolicies -n ${caller.namespace}`,
                          `add there egress to namespace ${evidence.namespace}, port ${port.number}`,
                      ),
                  ],
              ),
          ];
    return [...refused, ...kept];
}
