import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, putBack, run } from "../cause";
import { type Evidence, isUnread } from "../evidence";
import type { ApisixRoute, HttpRoute, Ingress } from "../route-objects";

/** What routes are, by their kind. */
const objectKinds: Record<string, string> = { gateway: "httproute", apisix: "apisixroute" };

/** The Ingress, HTTPRoute or ApisixRoute: missing, another than the configuration's, or taken by nobody. */
export function routeObject(evidence: Evidence): Cause[] {
    const { expected, server } = evidence;
    const { route } = expected;
    if (route === undefined || route.kind === "none") return [];
    const kind = objectKinds[route.kind] ?? "ingress";
    if (isUnread(evidence, `${kind} `)) return [];
    const where = `${kind} ${objectName(server)} of namespace ${route.namespace}`;
    const cause = (title: string, found: string, why: string, fixes: Fix[]): Cause[] => [
        { id: "route-object", title, where, found, why, fixes, explains: ["route-answer"] },
    ];
    const { ingress, httpRoute, apisixRoute } = evidence;
    const object =
        { httproute: httpRoute, apisixroute: apisixRoute }[kind] ?? (kind === "ingress" ? ingress : undefined);
    if (object === undefined) {
        return cause(
            `the ${kind} is missing`,
            "there is none",
            "nothing leads the host to the server: the route answers 404",
            [putBack(evidence.stack, `the ${kind}`)],
        );
    }
    const [asked, found] = [expected.objects, evidence].map((objects) => [
        ...leads(objects.ingress, ofIngress),
        ...leads(objects.httpRoute, ofHttpRoute),
        ...leads(objects.apisixRoute, ofApisixRoute),
    ]) as [string[], string[]];
    const differing = asked.filter((one) => !found.includes(one));
    if (differing.length > 0) {
        return cause(
            "the route leads elsewhere than the configuration says",
            `it leads ${found.join("; ") || "nowhere"}; the configuration says ${differing.join("; ")}`,
            "host, path or backend were changed by hand, or the change was never deployed: 404, or 503 of a backend that is not there",
            [putBack(evidence.stack, "it")],
        );
    }
    if (route.kind === "apisix") return notSynced(evidence, cause);
    return route.kind === "gateway" ? notAccepted(evidence, cause) : notTaken(evidence, cause);
}

type MakeCause = (title: string, found: string, why: string, fixes: Fix[]) => Cause[];

const leads = <T>(object: T | undefined, of: (object: T) => string[]) => (object === undefined ? [] : of(object));

const ofIngress = ({ spec }: Ingress) =>
    (spec.rules ?? []).flatMap(({ host, http }) =>
        (http?.paths ?? []).map(
            ({ path, backend }) =>
                `${host}${path} to ${backend.service?.name}:${backend.service?.port?.number ?? backend.service?.port?.name}`,
        ),
    );

const ofHttpRoute = ({ spec }: HttpRoute) =>
    (spec.hostnames ?? [""]).flatMap((host) =>
        (spec.rules ?? []).flatMap(({ matches = [], backendRefs = [] }) =>
            matches.flatMap(({ path }) =>
                backendRefs.map(({ name, port }) => `${host}${path?.value} to ${name}:${port}`),
            ),
        ),
    );

const ofApisixRoute = ({ spec }: ApisixRoute) =>
    (spec.http ?? []).flatMap(({ match = {}, backends = [], upstreams = [] }) =>
        (match.hosts ?? [""]).flatMap((host) =>
            (match.paths ?? []).flatMap((path) => [
                ...backends.map(({ serviceName, servicePort }) => `${host}${path} to ${serviceName}:${servicePort}`),
                ...upstreams.map(({ name }) => `${host}${path} to ${name}`),
            ]),
        ),
    );

/** APISIX's controller writes into an ApisixRoute what became of it. */
function notSynced({ apisixRoute, server }: Evidence, cause: MakeCause): Cause[] {
    const conditions = apisixRoute?.status?.conditions ?? [];
    const refused = conditions.find(({ status }) => status === "False");
    if (refused === undefined && conditions.length > 0) return [];
    return cause(
        "APISIX does not take the ApisixRoute",
        refused ? `${refused.reason}: ${refused.message}` : "no controller has said anything of it",
        "its controller does not run or looks at another class, or APISIX does not know a plugin of the route (proxy-buffering came with 3.17)",
        [
            {
                text: "name the class that APISIX's controller looks at",
                config: { key: `mcp-eks:servers.${server}.route.className`, value: "<class>" },
            },
        ],
    );
}

/** A controller that takes an Ingress writes its own address into it. */
function notTaken({ ingress, server }: Evidence, cause: MakeCause): Cause[] {
    if ((ingress?.status?.loadBalancer?.ingress ?? []).length > 0) return [];
    const name = ingress?.spec.ingressClassName;
    return cause(
        "no controller takes the Ingress",
        `its class is "${name}", and it has no address`,
        "no controller of that class runs, or (alb) it could not make the load balancer",
        [
            {
                text: "name a class that `kubectl get ingressclasses` shows",
                config: { key: `mcp-eks:servers.${server}.route.className`, value: "<class>" },
            },
            run(
                `kubectl describe ingress ${objectName(server)} -n ${ingress?.metadata.namespace}`,
                "read what its controller says",
            ),
        ],
    );
}

function notAccepted({ httpRoute, server }: Evidence, cause: MakeCause): Cause[] {
    const refused = (httpRoute?.status?.parents ?? [])
        .flatMap(({ conditions = [] }) => conditions)
        .find(({ status }) => status === "False");
    const parents = httpRoute?.status?.parents?.length ?? 0;
    if (refused === undefined && parents > 0) return [];
    return cause(
        "no Gateway takes the HTTPRoute",
        refused
            ? `${refused.type} is False: ${refused.reason}: ${refused.message}`
            : "no Gateway has said anything of it",
        "the Gateway or its listener is called otherwise, does not take routes of this namespace, or its controller does not run",
        [
            {
                text: "name Gateway and listener as `kubectl get gateways -A` shows them",
                config: {
                    key: `mcp-eks:servers.${server}.route.gateway`,
                    value: "{ name: <gateway>, namespace: <namespace>, listener: <listener> }",
                },
            },
        ],
    );
}
