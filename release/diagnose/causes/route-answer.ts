import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, run, setKey } from "../cause";
import { type Answer, type Evidence, readyPods } from "../evidence";

/** 404, 413, 502, 503, 504 at the route: what the answer says, and whether the pods say it themselves. */
export function routeAnswer(evidence: Evidence): Cause[] {
    const [answer] = evidence.answers;
    const status = answer?.status;
    if (answer === undefined || status === undefined) return [];
    const rule = rules[status];
    const { expected } = evidence;
    if (rule === undefined || expected.route === undefined) return [];
    const { title, why, fixes } = rule(evidence, answer);
    return [
        {
            id: "route-answer",
            title: `${status} at the route: ${title}`,
            where: expected.route.url,
            found: `${status}${answer.headers.server ? ` of ${answer.headers.server}` : ""} after ${answer.milliseconds} ms: ${answer.body || "(empty)"}`,
            why,
            fixes,
            explains: [],
            ...explainedBy(status),
        },
    ];
}

/** A path that nobody has is explained by the route, and pods that are not there by neither a 404 of theirs nor a 413. */
function explainedBy(status: number): Pick<Cause, "explainedBy"> {
    if (status === 404) return { explainedBy: ["not-deployed", "route-object"] };
    return [413, 500].includes(status) ? { explainedBy: [] } : {};
}

interface Reason {
    title: string;
    why: string;
    fixes: Fix[];
}

/** What a pod answers that is asked for the endpoint itself. */
const inside = ({ podAnswers, expected }: Evidence) =>
    podAnswers.find(({ path, port }) => path === expected.path && port === expected.port);

const rules: Record<number, (evidence: Evidence, answer: Answer) => Reason> = {
    404: (evidence) => {
        const { server, expected, namespace } = evidence;
        if (inside(evidence)?.status === 404) {
            return {
                title: `the server has no path ${expected.path}`,
                why: "the route leads to the server, which answers 404 itself: it does not heed MCP_PATH and has a path of its own",
                fixes: [
                    setKey(
                        server,
                        "path",
                        "<the server's path>",
                        "publish the path that the server has, often /mcp or /sse",
                    ),
                ],
            };
        }
        return {
            title: "no route for host and path",
            why: "whoever answers the host has no rule for this path, so the server is not asked",
            fixes: [
                run(`kubectl get ingress,httproute -A | grep ${expected.route?.host}`, "see who has the host"),
                run(
                    `kubectl describe ingress ${objectName(server)} -n ${expected.route?.namespace ?? namespace}`,
                    "and whether its controller took it",
                ),
            ],
        };
    },
    413: ({ server }) => ({
        title: "the request is larger than the route takes",
        why: "the route refuses the body before the server sees it",
        fixes: [setKey(server, "route.nginx.maxBodySize", "16m", "take larger ones")],
    }),
    500: (evidence) => ({
        title: "the server, or the route before it, fails",
        why: "who answers 500 has met an error of its own; its log says which",
        fixes: [
            run(
                `kubectl logs -n ${evidence.namespace} deployment/${objectName(evidence.server)}`,
                "read what the server says",
            ),
        ],
    }),
    502: (evidence) => ({
        title: "the pods close the connection, or refuse it",
        why:
            readyPods(evidence).length === 0
                ? "no pod is ready, and the route still tries the last one"
                : "the server closes idle connections before the route does, listens on another port than the Service's, or speaks HTTPS where HTTP is expected",
        fixes: [
            setKey(
                evidence.server,
                "timeouts.connectionKeepAliveSeconds",
                "75",
                "have the server keep connections longer than the route (it must heed KEEP_ALIVE_SECONDS)",
            ),
            run(
                `kubectl logs -n ${evidence.namespace} deployment/${objectName(evidence.server)}`,
                "read what the server says",
            ),
        ],
    }),
    503: (evidence) => ({
        title: readyPods(evidence).length === 0 ? "no pod is ready" : "the route has no backend",
        why:
            readyPods(evidence).length === 0
                ? "the Service has no endpoints; why no pod is ready is another cause"
                : "the backend that the route names has no endpoints, or (ingress-nginx) route.securityHeaders adds headers that are not allowed",
        fixes: [
            run(
                `kubectl get endpointslices -n ${evidence.namespace} -l kubernetes.io/service-name=${objectName(evidence.server)}`,
                "see whom the Service leads to",
            ),
        ],
    }),
    504: (evidence) => ({
        title: "the pods do not answer the route in time",
        why: "the policy cuts the route's controller off (it runs in another namespace than the configuration says), or the server hangs",
        fixes: [
            setKey(
                evidence.server,
                "network.ingressControllerNamespace",
                "<namespace>",
                "name the namespace of the controller's pods",
            ),
            run(`kubectl get pods -A -l app.kubernetes.io/name=ingress-nginx`, "see where it runs"),
        ],
    }),
};
