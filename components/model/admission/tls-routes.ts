import { albPrefix } from "../alb-rules";
import type { AdmissionRule } from "./admission-rule";
import { celString } from "./cel";
import { routes } from "./judged-resources";

const annotation = (name: string) => `dyn(object).metadata.?annotations[?${celString(`${albPrefix}${name}`)}]`;

export const tlsRoutesAdmission: AdmissionRule = {
    name: "tls-routes",
    sentence: "Routes are reached by TLS, but in development.",
    judges: routes,
    variables: {
        certificates: "dyn(object).spec.?tls.orValue([])",
        /** An ALB has its certificates by annotation, or finds them in ACM. */
        albTls: [
            `${annotation("listen-ports")}.hasValue() ?`,
            `${annotation("listen-ports")}.orValue("").contains('"HTTPS"') :`,
            `${annotation("certificate-arn")}.hasValue()`,
        ].join(" "),
        /** An entry without hosts is for all of them. */
        allHosts: "variables.certificates.exists(entry, size(entry.?hosts.orValue([])) == 0)",
        openHosts: [
            "size(variables.certificates) == 0 ? ['spec.tls'] :",
            "dyn(object).spec.?rules.orValue([]).map(rule, rule.?host.orValue('')).filter(host,",
            "!variables.certificates.exists(entry, host in entry.hosts)).map(host, host == '' ? '*' : string(host))",
        ].join(" "),
        redirects: [
            "dyn(object).spec.?rules.orValue([]).all(rule, rule.?filters.orValue([]).exists(filter,",
            "filter.?requestRedirect.?scheme.orValue('') == 'https'))",
            "&& size(dyn(object).spec.?rules.orValue([])) > 0",
        ].join(" "),
        /** The certificate is the Gateway's: a route says by which listener it is reached. */
        openListeners: [
            "dyn(object).spec.?parentRefs.orValue([]).filter(parent, parent.?port.orValue(0) != 443 &&",
            "!parent.?sectionName.orValue('').matches('(?i)https|tls')).map(parent, string(parent.name))",
        ].join(" "),
        /** The certificate is an ApisixTls's: a route says that it leads plain requests to HTTPS, every part of it. */
        plainParts: [
            "dyn(object).spec.?http.orValue([]).filter(part, !part.?plugins.orValue([]).exists(plugin,",
            "plugin.name == 'redirect' && plugin.?enable.orValue(false) &&",
            "plugin.?config.?http_to_https.orValue(false) == true)).map(part, string(part.name))",
        ].join(" "),
    },
    offenders({ development }) {
        if (development) return "[]";
        const ofIngress = "variables.albTls || variables.allHosts ? [] : variables.openHosts";
        const ofRoute = "variables.redirects ? [] : variables.openListeners";
        const ofOthers = `object.kind == "ApisixRoute" ? variables.plainParts : (${ofIngress})`;
        return `object.kind == "HTTPRoute" ? (${ofRoute}) : (${ofOthers})`;
    },
};
