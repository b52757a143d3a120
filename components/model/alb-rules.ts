import type { Input } from "@pulumi/pulumi";
import type { ServerRouteArgs } from "../route";
import { type AuthArgs, jwksUrlOf } from "./auth";
import { keysOnly, keysProblems } from "./edge-keys";
import { checked, type Problem, within } from "./problem";
import type { ProxyTimes } from "./timeout-chain";

/** What only an AWS Application Load Balancer knows; the AWS Load Balancer Controller makes it. */
export interface AlbRouteArgs {
    /**
     * Who can reach the load balancer: "internal", the VPC, or "internet-facing".
     * @default "internal"
     */
    scheme?: string;
    /**
     * Servers of one group share one load balancer. Whoever may make an Ingress in the cluster may join.
     * @default named by the host, so that the servers of a host share one
     */
    groupName?: string;
    /**
     * Security policy of TLS.
     * @default "ELBSecurityPolicy-TLS13-1-2-2021-06": TLS 1.2 and 1.3
     */
    sslPolicy?: string;
    /**
     * ARN of a web ACL of WAFv2, the way to limit requests by client.
     * @default none
     */
    webAclArn?: Input<string>;
    /**
     * How tokens that the load balancer verifies have their audience: "single-string", one text, or "string-array", a
     * list that it is one of. Issuers write a list as soon as a token has several.
     * @default "single-string"
     */
    audienceFormat?: string;
    /**
     * Further annotations of the Ingress: "alb.ingress.kubernetes.io/subnets". Not those that follow from other
     * arguments.
     * @default none
     */
    annotations?: { [name: string]: string };
}

/** An ALB knows one idle timeout, for streams and for idle connections alike: 1 to 4000 seconds, 60 by default. */
export const albProxy: ProxyTimes = {
    idleConnectionSeconds: (streamIdleSeconds) => streamIdleSeconds,
    longestStreamIdleSeconds: 4000,
};

export const albPrefix = "alb.ingress.kubernetes.io/";
export const albSchemes = ["internal", "internet-facing"];
export const albAudienceFormats = ["single-string", "string-array"];

/** Servers of one group share a load balancer: by default those of one host, as its name leads to one only. */
export const albGroup = (host: string, { groupName }: AlbRouteArgs = {}) => groupName ?? host.replaceAll(".", "-");

export const defaultAlbScheme = "internal";

/** Annotations that follow from arguments. */
const ofArguments = [
    "scheme",
    "target-type",
    "group.name",
    "listen-ports",
    "ssl-redirect",
    "ssl-policy",
    "certificate-arn",
    "wafv2-acl-arn",
    "backend-protocol",
    "healthcheck-path",
    "healthcheck-port",
    "healthcheck-protocol",
    "success-codes",
    "load-balancer-attributes",
    "target-group-attributes",
    "listener-attributes.HTTP-80",
    "listener-attributes.HTTPS-443",
    "jwt-validation",
];

/** What an ALB cannot do of what was asked for. */
export function albProblems(route: ServerRouteArgs): Problem[] {
    const { scheme, groupName, audienceFormat, annotations = {} } = route.alb ?? {};
    const without = (field: string, found: unknown, instead: string) =>
        checked(field, found, (value) => value === undefined, instead);
    return [
        ...within("alb", [
            ...checked(
                "scheme",
                scheme,
                (found) => found === undefined || albSchemes.includes(found),
                `schemes are ${albSchemes.join(", ")}`,
            ),
            ...checked(
                "groupName",
                groupName,
                (name) => name === undefined || (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) && name.length <= 63),
                'a group is up to 63 lower-case letters, digits, "-" and "."',
            ),
            ...checked(
                "audienceFormat",
                audienceFormat,
                (found) => found === undefined || albAudienceFormats.includes(found),
                `formats are ${albAudienceFormats.join(", ")}`,
            ),
            ...Object.entries(annotations).flatMap(([annotation, value]) =>
                checked(
                    `annotations.${annotation}`,
                    value,
                    () => !ofArguments.some((own) => annotation === `${albPrefix}${own}`),
                    "it follows from other arguments of the route",
                ),
            ),
        ]),
        ...without("limits", route.limits, "an ALB limits by WAF: alb.webAclArn with a rate-based rule"),
        ...without("cors", route.cors, "an ALB does not answer preflight requests: the server does, of itself"),
        ...without("tls.secretName", route.tls?.secretName, "an ALB takes certificates of ACM: tls.certificateArn"),
        ...without(
            "tls.clusterIssuer",
            route.tls?.clusterIssuer,
            "an ALB takes certificates of ACM: tls.certificateArn",
        ),
    ];
}

/** Longest URL of an issuer and of its keys, longest value of a claim, and most of them, that a load balancer takes. */
const longestText = 256;
const mostScopes = 10;

/**
 * What an ALB cannot verify of tokens. How they are signed and how many keys there are only the issuer knows: RS256, and up
 * to 10 keys of 150 KB together.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionAdditionalClaim.html
 */
export function albEdgeProblems(auth: AuthArgs, route: ServerRouteArgs): Problem[] {
    const { enforcedBy, introspection, issuer, resource, audience, requiredScopes = [] } = auth;
    const isShort = (text: string | undefined) => (text ?? "").length <= longestText;
    const short = (field: string, found: string | undefined) =>
        checked(field, found, isShort, `an ALB takes up to ${longestText} characters`);
    return [
        ...checked(
            "enforcedBy",
            enforcedBy,
            () => route.tls !== undefined,
            "an ALB verifies tokens on its HTTPS listener only: the route needs tls",
        ),
        ...keysOnly(introspection, "an ALB"),
        ...keysProblems(auth, "an ALB"),
        ...short("issuer", issuer),
        ...short("jwksUrl", jwksUrlOf(auth)),
        ...(audience === undefined ? short("resource", resource) : short("audience", audience)),
        ...requiredScopes.flatMap((scope, index) => short(`requiredScopes[${index}]`, scope)),
        ...checked(
            "requiredScopes",
            requiredScopes,
            (scopes) => scopes.length <= mostScopes,
            `an ALB takes up to ${mostScopes}`,
        ),
    ];
}
