import type { Input } from "@pulumi/pulumi";
import type { ServerRouteArgs } from "../route";
import type { AuthArgs } from "./auth";
import { namespaceProblems } from "./network-rules";
import { checked, type Problem, within } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** What only ingress-nginx knows. */
export interface NginxRouteArgs {
    /**
     * Namespace that the Ingress is put into, with a Service there that leads on to the server's. TLS Secrets are then
     * looked for there as well.
     * @default the server's namespace
     */
    ingressNamespace?: Input<string>;
    /**
     * Has paths matched as regular expressions. Needed only where another Ingress of the host does: ingress-nginx then
     * takes all paths of the host so. The paths themselves stay what they are.
     * @default false
     */
    useRegex?: boolean;
    /**
     * Largest request body, as nginx writes sizes: "4m"; larger ones are answered 413.
     * @default "4m"; ingress-nginx would take "1m"
     */
    maxBodySize?: string;
    /**
     * Further annotations of the Ingress: "nginx.ingress.kubernetes.io/whitelist-source-range". Not those that follow
     * from other arguments, and no snippets: they let the Ingress write the controller's configuration.
     * @default none
     */
    annotations?: { [name: string]: string };
}

/** Its own prefix; others (cert-manager, external-dns) are nobody's here. */
export const nginxPrefix = "nginx.ingress.kubernetes.io/";

/** upstream-keepalive-timeout of ingress-nginx. */
export const nginxProxy: ProxyTimes = { idleConnectionSeconds: () => 60, longestStreamIdleSeconds: 86_400 };

/** Annotations that follow from arguments, and from which. */
const ofArguments: Record<string, string> = {
    "backend-protocol": "nothing: servers speak HTTP",
    "proxy-buffering": "nothing: streams are never buffered",
    "proxy-http-version": "nothing: it is 1.1",
    "proxy-read-timeout": "timeouts.streamIdleSeconds",
    "proxy-send-timeout": "timeouts.streamIdleSeconds",
    "proxy-body-size": "route.nginx.maxBodySize",
    "use-regex": "route.nginx.useRegex",
    "ssl-redirect": "route.tls.redirect",
    "force-ssl-redirect": "route.tls.redirect",
    "limit-rps": "route.limits.requestsPerSecond",
    "limit-burst-multiplier": "route.limits.burstMultiplier",
    "limit-connections": "route.limits.connections",
    "enable-cors": "route.cors",
    "custom-headers": "route.securityHeaders",
    "upstream-hash-by": "era",
    affinity: "era",
};

/** What ingress-nginx cannot do of what was asked for. */
export function nginxProblems(route: ServerRouteArgs): Problem[] {
    const { ingressNamespace, maxBodySize, annotations = {} } = route.nginx ?? {};
    return [
        ...within("nginx", [
            ...namespaceProblems("ingressNamespace", ingressNamespace),
            ...checked(
                "maxBodySize",
                maxBodySize,
                (size) => size === undefined || /^[1-9]\d*[kmg]?$/i.test(size),
                'a size is a number with k, m or g after it, as "4m"',
            ),
            ...Object.entries(annotations).flatMap(([name, value]) => annotationProblems(name, value)),
        ]),
        ...checked(
            "tls.certificateArn",
            route.tls?.certificateArn,
            (arn) => arn === undefined,
            "certificates of ACM are for an ALB; ingress-nginx takes one from tls.secretName",
        ),
    ];
}

/** ingress-nginx asks somebody else whether a request may pass (auth-url), and verifies nothing itself. */
export function nginxEdgeProblems({ enforcedBy }: AuthArgs): Problem[] {
    const allowed =
        'ingress-nginx verifies no tokens: take "server", a route of kind apisix, alb or gateway, or ask a service of your own by route.nginx.annotations (nginx.ingress.kubernetes.io/auth-url)';
    return [{ field: "enforcedBy", found: enforcedBy, allowed }];
}

function annotationProblems(annotation: string, found: string): Problem[] {
    const field = `annotations.${annotation}`;
    if (!annotation.startsWith(nginxPrefix)) return [];
    const name = annotation.slice(nginxPrefix.length);
    if (name === "rate-limit") {
        const allowed = "ingress-nginx has no such annotation and would not limit anything; use route.limits";
        return [{ field, found, allowed }];
    }
    if (name.endsWith("-snippet")) {
        const allowed =
            "snippets write the controller's configuration: ingress-nginx refuses them by default, and so is it here";
        return [{ field, found, allowed }];
    }
    const argument = name.startsWith("cors-") ? "route.cors" : ofArguments[name];
    return argument === undefined ? [] : [{ field, found, allowed: `it follows from ${argument}` }];
}
