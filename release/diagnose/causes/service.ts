import { objectName, serviceHost } from "../../../components/model/names";
import { type Cause, putBack, run } from "../cause";
import { type Evidence, isUnread, readyPods } from "../evidence";
import { selects } from "../policies";

/** The name inside the cluster: its Service is gone, or leads nowhere. */
export function service(evidence: Evidence): Cause[] {
    if (isUnread(evidence, "service ")) return [];
    const { service: found, server, namespace, stack, endpointSlices } = evidence;
    const name = objectName(server);
    const host = serviceHost(name, namespace);
    const cause = {
        id: "service" as const,
        where: `service ${name}`,
        explains: ["route-answer", "name-resolution"] satisfies Cause["explains"],
    };
    if (found === undefined) {
        return [
            {
                ...cause,
                title: `DNS: ${host} is no name, as the Service is missing`,
                found: `there is no service ${name} in namespace ${namespace}`,
                why: "names inside the cluster are Services; clients get ENOTFOUND, and the route has no backend",
                fixes: [putBack(stack, "the Service")],
            },
        ];
    }
    const ready = readyPods(evidence);
    const addresses = endpointSlices.flatMap(({ endpoints }) =>
        (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false),
    );
    if (addresses.length > 0 || isUnread(evidence, "endpointslices")) return portProblem(evidence);
    const unselected = ready.filter(({ metadata }) => !selects({ matchLabels: found.spec.selector }, metadata.labels));
    const selector = JSON.stringify(found.spec.selector ?? {});
    return [
        {
            ...cause,
            title: `the Service ${name} has no endpoints`,
            found:
                ready.length === 0
                    ? "no pod is ready"
                    : `its selector ${selector} fits ${ready.length - unselected.length} of ${ready.length} ready pods`,
            why:
                ready.length === 0
                    ? "a Service leads to pods that are ready; clients are refused at once (ECONNREFUSED, 503)"
                    : "its selector is another than the pods' labels: one of the two was changed by hand",
            fixes:
                ready.length === 0
                    ? [
                          run(
                              `kubectl get pods -n ${namespace} -l app.kubernetes.io/name=${name}`,
                              "see why no pod is ready",
                          ),
                      ]
                    : [putBack(stack, "the selector")],
        },
    ];
}

/** A Service whose port is another than that of the configuration: the route's backend has no such port. */
function portProblem({ service: found, expected, stack, server }: Evidence): Cause[] {
    const ports = found?.spec.ports ?? [];
    if (found === undefined || ports.some(({ port }) => port === expected.port)) return [];
    return [
        {
            id: "service",
            title: `the Service has no port ${expected.port}`,
            where: `service ${objectName(server)}`,
            found: `its ports are ${ports.map(({ port, targetPort }) => `${port} to ${targetPort}`).join(", ") || "none"}`,
            why: "route and clients call the port of the configuration; the Service was changed by hand, or the change was never deployed",
            fixes: [putBack(stack, "the port")],
            explains: ["route-answer"],
        },
    ];
}
