import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, putBack, run } from "../cause";
import { type Evidence, isUnread } from "../evidence";
import type { HttpRoute, Ingress } from "../objects";

/** The Ingress or HTTPRoute: missing, another than the configuration's, or taken by nobody. */
export function routeObject(evidence: Evidence): Cause[] {
    const { expected, server } = evidence;
    const { route } = expected;
    if (route === undefined || route.kind === "none") return [];
    const kind = route.kind === "gateway" ? "httproute" : "ingress";
    if (isUnread(evidence, `${kind} `)) return [];
    const where = `${kind} ${objectName(server)} of namespace ${route.namespace}`;
    const cause = (title: string, found: string, why: string, fixes: Fix[]): Cause[] => [
        { id: "route-object", title, where, found, why, fixes, explains: ["route-answer"] },
    ];
    const object = route.kind === "gateway" ? evidence.httpRoute : evidence.ingress;
    if (object === undefined) {
        return cause(
            `the ${kind} is missing`,
            "there is none",
            "nothing leads the host to the server: the route answers 404",
            [putBack(evidence.stack, `the ${kind}`)],
        );
    }
    const [asked, found] =
        route.kind === "gateway"
            ? [leads(expected.objects.httpRoute, ofHttpRoute), leads(evidence.httpRoute, ofHttpRoute)]
            : [leads(expected.objects.ingress, ofIngress), leads(evidence.ingress, ofIngress)];
    const differing = asked.filter((one) => !found.includes(one));
    if (differing.length > 0) {
        return cause(
            "the route leads elsewhere than the configuration says",
            `it leads ${found.join("; ") || "nowhere"}; the configuration says ${differing.join("; ")}`,
            "host, path or backend were changed by hand, or the change was never deployed: 404, or 503 of a backend that is not there",
            [putBack(evidence.stack, "it")],
        );
    }
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
