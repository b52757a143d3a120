import { tlsRoutesAdmission } from "../../components/model/admission/tls-routes";
import { albPrefix } from "../../components/model/alb-rules";
import type { Problem } from "../../components/model/problem";
import type { Field } from "./field";
import type { KubernetesRule } from "./rule";

/** Tokens go with every request. */
export const tlsRoutes: KubernetesRule = {
    name: tlsRoutesAdmission.name,
    sentence: tlsRoutesAdmission.sentence,
    admission: tlsRoutesAdmission,
    objects: [
        { group: "networking.k8s.io", kind: "Ingress" },
        { group: "gateway.networking.k8s.io", kind: "HTTPRoute" },
        { group: "apisix.apache.org", kind: "ApisixRoute" },
    ],
    check(object, { development }) {
        if (development) return [];
        const check = { HTTPRoute: gatewayProblems, ApisixRoute: apisixProblems }[String(object.at("kind").value)];
        return (check ?? ingressProblems)(object);
    },
};

function ingressProblems(ingress: Field): Problem[] {
    const tls = ingress.at("spec", "tls");
    const annotations = ingress.at("metadata", "annotations");
    if (tls.isUnknown || annotations.isUnknown || isAlbWithTls(annotations)) return [];
    const certified = tls.items().map((entry) => entry.at("hosts"));
    // An entry without hosts is for all of them.
    if (certified.some((hosts) => hosts.isUnknown || hosts.items().length === 0)) return [];
    const names = certified.flatMap((hosts) => hosts.items());
    if (names.some((name) => name.isUnknown)) return [];
    if (names.length === 0) return [tls.problem("it names the Secret with the host's certificate")];
    return ingress
        .at("spec", "rules")
        .items()
        .flatMap((rule) =>
            rule
                .at("host")
                .unless((host) => names.some((name) => name.value === host), "it is one of the hosts of spec.tls"),
        );
}

/** An ALB has its certificates by annotation, or finds them in ACM. */
function isAlbWithTls(annotations: Field): boolean {
    const ports = annotations.at(`${albPrefix}listen-ports`);
    const certificate = annotations.at(`${albPrefix}certificate-arn`);
    if (ports.isUnknown || (typeof ports.value === "string" && ports.value.includes('"HTTPS"'))) return true;
    return ports.isAbsent && !certificate.isAbsent;
}

/** The certificate is the Gateway's: a route says by which listener it is reached. */
function gatewayProblems(route: Field): Problem[] {
    const rules = route.at("spec", "rules").items();
    if (rules.length > 0 && rules.every(isRedirect)) return [];
    const parents = route.at("spec", "parentRefs");
    return parents
        .items()
        .flatMap((parent) =>
            parent.at("port").value === 443 || parent.at("port").isUnknown
                ? []
                : parent
                      .at("sectionName")
                      .unless(
                          (name) => typeof name === "string" && /https|tls/i.test(name),
                          'it is a listener with "https" or "tls" in its name, or the port is 443',
                      ),
        );
}

/** Whether all that the rule does is to lead to HTTPS. */
function isRedirect(rule: Field): boolean {
    const schemes = rule
        .at("filters")
        .items()
        .map((filter) => filter.at("requestRedirect", "scheme"));
    return schemes.some((scheme) => scheme.value === "https" || scheme.isUnknown);
}

/** The certificate is an ApisixTls's: a route says that it leads plain requests to HTTPS, every part of it. */
function apisixProblems(route: Field): Problem[] {
    return route
        .at("spec", "http")
        .items()
        .flatMap((part) => {
            const plugins = part.at("plugins");
            if (plugins.isUnknown || plugins.items().some(leadsToHttps)) return [];
            return [plugins.problem("one of them is redirect with http_to_https: true")];
        });
}

function leadsToHttps(plugin: Field): boolean {
    const redirects = plugin.at("config", "http_to_https");
    return (
        plugin.at("name").value === "redirect" &&
        plugin.at("enable").value === true &&
        (redirects.isUnknown || redirects.value === true)
    );
}
