import { observedKinds } from "../kinds";
import { type KubeObject, listAt, nameOf, stringAt } from "../object";
import type { Readiness, Verdict, View } from "./verdict";

const SETTLE_SECONDS = 10;
/** After which a namespace without any endpoints counts as settled. */
const NO_ENDPOINTS_SECONDS = 60;

interface Backend {
    /** `host/path -> "service"` */
    rule: string;
    service: string;
}

function backendsOf(ingress: KubeObject): Backend[] {
    return listAt(ingress, "spec", "rules").flatMap((rule) =>
        listAt(rule, "http", "paths").flatMap((path) => {
            const service = stringAt(path, "backend", "service", "name");
            const route = `${stringAt(rule, "host")}${stringAt(path, "path")}` || '"" (default path)';
            return service ? [{ service, rule: `"${route}" -> "${service}"` }] : [];
        }),
    );
}

/** The controller has published an address, and every rule's service exists or has had its time to appear. */
export function judgeIngress({ object: ingress, related, secondsWaiting, settled }: View): Verdict {
    const endpoints = new Set((related.endpoints ?? []).map(nameOf));
    const external = (related.services ?? []).filter((service) => stringAt(service, "spec", "type") === "ExternalName");
    const known = new Set([...endpoints, ...external.map(nameOf)]);
    const missing = backendsOf(ingress).filter((backend) => !known.has(backend.service));
    const hasSettled =
        settled("endpoints", SETTLE_SECONDS) || (endpoints.size === 0 && secondsWaiting >= NO_ENDPOINTS_SECONDS);
    const hasAddress = listAt(ingress, "status", "loadBalancer", "ingress").length > 0;
    const warnings = missing.map(({ rule }) => `No matching service found for ingress rule: ${rule}`);
    const servicesFound = missing.length === 0 || hasSettled;
    if (servicesFound && hasAddress) return { ready: true, warnings, reasons: [] };
    const noTarget = "Ingress has at least one rule with an unavailable target endpoint.";
    const noAddress =
        "Ingress .status.loadBalancer field was not updated with a hostname/IP address: " +
        "is a controller of its ingress class running, and told which address to publish?";
    return {
        ready: false,
        status: servicesFound
            ? "[2/3] Waiting for update of .status.loadBalancer with hostname/IP"
            : "[1/3] Finding a matching service for each Ingress path",
        reasons: [...(servicesFound ? [] : [noTarget]), ...(hasAddress ? [] : [noAddress]), ...warnings],
    };
}

export const ingressReadiness: Readiness = {
    related: () => ({
        endpoints: { served: observedKinds.endpoints, query: {} },
        services: { served: observedKinds.services, query: {} },
    }),
    judge: judgeIngress,
    onRefresh: true,
};
