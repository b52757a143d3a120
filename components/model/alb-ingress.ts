import { type AlbRouteArgs, albGroup, albPrefix, defaultAlbScheme } from "./alb-rules";
import { shares } from "./canary";
import { securityHeaders } from "./route-headers";
import type { PublishedPath } from "./route-paths";

/** What an Ingress of the AWS Load Balancer Controller is made of, all values known. */
export interface AlbIngress {
    className: string;
    host: string;
    paths: PublishedPath[];
    serviceName: string;
    servicePort: number;
    /** Service that gets a share of the calls. */
    canary?: { serviceName: string; weightPercent: number };
    /** Undefined: the endpoint is asked, and may answer what it likes but a failure. */
    readinessPath?: string;
    streamIdleSeconds: number;
    deregistrationDelaySeconds: number;
    /** Whether all requests of a client go to one pod. */
    sticky: boolean;
    tls: boolean;
    redirect: boolean;
    /** Undefined: the controller looks for one of ACM by the host. */
    certificateArn?: string;
    securityHeaders: boolean;
    /** Undefined: tokens are not looked at. */
    auth?: AlbAuth;
    alb: AlbRouteArgs & { webAclArn?: string };
}

/** What a load balancer verifies of tokens. */
export interface AlbAuth {
    issuer: string;
    audience: string;
    requiredScopes?: string[];
    jwksUrl?: string;
    /** Answered by the load balancer itself, in place of the server. */
    metadata?: string;
}

const defaultSslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/** As long as a working day may be; the cookie is the load balancer's own. */
const stickinessSeconds = 86_400;
/** Headers that a listener of an ALB can add; it knows no Referrer-Policy. */
const listenerHeaders = ["Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options"];

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
export function albAnnotations(ingress: AlbIngress): Record<string, string> {
    const { alb, tls } = ingress;
    const listener = tls ? "HTTPS-443" : "HTTP-80";
    const own = {
        scheme: alb.scheme ?? defaultAlbScheme,
        // Straight to the pods: the way by the nodes knows no stickiness, and drains nodes instead of pods.
        "target-type": "ip",
        "group.name": albGroup(ingress.host, alb),
        "backend-protocol": "HTTP",
        "healthcheck-protocol": "HTTP",
        "healthcheck-port": "traffic-port",
        "healthcheck-path": ingress.readinessPath ?? ingress.paths[0]?.path,
        "success-codes": ingress.readinessPath === undefined ? "200-499" : undefined,
        "load-balancer-attributes": list({
            "idle_timeout.timeout_seconds": ingress.streamIdleSeconds,
            "routing.http.drop_invalid_header_fields.enabled": true,
        }),
        "target-group-attributes": list({
            "deregistration_delay.timeout_seconds": ingress.deregistrationDelaySeconds,
            ...(ingress.sticky && {
                "stickiness.enabled": true,
                "stickiness.type": "lb_cookie",
                "stickiness.lb_cookie.duration_seconds": stickinessSeconds,
            }),
        }),
        "listen-ports": JSON.stringify(tls ? [{ HTTP: 80 }, { HTTPS: 443 }] : [{ HTTP: 80 }]),
        "ssl-redirect": tls && ingress.redirect ? "443" : undefined,
        "ssl-policy": tls ? (alb.sslPolicy ?? defaultSslPolicy) : undefined,
        "certificate-arn": tls ? ingress.certificateArn : undefined,
        "wafv2-acl-arn": alb.webAclArn,
        [`listener-attributes.${listener}`]: ingress.securityHeaders ? list(headerAttributes(tls)) : undefined,
        "jwt-validation": ingress.auth && JSON.stringify(jwtValidation(ingress.auth, alb.audienceFormat)),
        ...(ingress.canary && { [`actions.${weightedAction(ingress)}`]: JSON.stringify(weightedForward(ingress)) }),
    };
    const set = Object.entries(own).flatMap(([name, value]) =>
        value === undefined ? [] : [[`${albPrefix}${name}`, value]],
    );
    return { ...alb.annotations, ...Object.fromEntries(set) };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html */
function headerAttributes(tls: boolean): Record<string, string> {
    const known = Object.entries(securityHeaders(tls)).filter(([header]) => listenerHeaders.includes(header));
    return Object.fromEntries(
        known.map(([header, value]) => [
            `routing.http.response.${header.toLowerCase().replaceAll("-", "_")}.header_value`,
            value,
        ]),
    );
}

/**
 * On the HTTPS listener a token is asked for before a request is led on; `exp`, `iss`, `nbf` and `iat` are verified of
 * themselves. Of values with spaces between them a token needs all that are named. Since v2.15 of the controller:
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#jwt-validation
 */
function jwtValidation(auth: AlbAuth, audienceFormat = "single-string") {
    const { issuer, jwksUrl, audience, requiredScopes = [] } = auth;
    return {
        jwksEndpoint: jwksUrl,
        issuer,
        additionalClaims: [
            { format: audienceFormat, name: "aud", values: [audience] },
            ...(requiredScopes.length > 0
                ? [{ format: "space-separated-values", name: "scope", values: requiredScopes }]
                : []),
        ],
    };
}

/** The Ingress of what everybody may read, without the annotation that asks for a token. */
export function albOpenAnnotations({ auth, ...ingress }: AlbIngress): Record<string, string> {
    const action = openAction(ingress);
    const answer = auth?.metadata;
    return {
        ...albAnnotations(ingress),
        ...(answer !== undefined && { [`${albPrefix}actions.${action}`]: JSON.stringify(fixedResponse(answer)) }),
    };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html */
const fixedResponse = (messageBody: string) => ({
    type: "fixed-response",
    fixedResponseConfig: { contentType: "application/json", statusCode: "200", messageBody },
});

const openAction = ({ serviceName }: Pick<AlbIngress, "serviceName">) => `${serviceName}-metadata`;

/** Its paths lead to the server, or to the load balancer's own answer. */
export function albOpenSpec(ingress: AlbIngress) {
    if (ingress.auth?.metadata === undefined) return albIngressSpec(ingress);
    const backend = { service: { name: openAction(ingress), port: { name: "use-annotation" } } };
    return specOf(ingress, backend);
}

const list = (attributes: Record<string, string | number | boolean>) =>
    Object.entries(attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(",");

/** Named by the Service: servers of one group share a load balancer, but no action. */
const weightedAction = ({ serviceName }: AlbIngress) => `${serviceName}-weighted`;

/** What an action does: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ForwardActionConfig.html */
function weightedForward({ serviceName, servicePort, canary, sticky }: AlbIngress) {
    const weights = shares(canary?.weightPercent ?? 0);
    return {
        type: "forward",
        forwardConfig: {
            targetGroups: [
                { serviceName, servicePort, weight: weights.stable },
                { serviceName: canary?.serviceName, servicePort, weight: weights.canary },
            ],
            // Which version a client came to first; each target group then keeps it to a pod.
            ...(sticky && { targetGroupStickinessConfig: { enabled: true, durationSeconds: stickinessSeconds } }),
        },
    };
}

/** Only what is to be published, not the server's probes and metrics. */
export function albIngressSpec(ingress: AlbIngress) {
    const { serviceName, servicePort } = ingress;
    const service = ingress.canary
        ? { name: weightedAction(ingress), port: { name: "use-annotation" } }
        : { name: serviceName, port: { number: servicePort } };
    return specOf(ingress, { service });
}

function specOf({ className, host, paths }: AlbIngress, backend: object) {
    const published = paths.map(({ path, exact }) => ({ path, pathType: exact ? "Exact" : "Prefix", backend }));
    return { ingressClassName: className, rules: [{ host, http: { paths: published } }] };
}
