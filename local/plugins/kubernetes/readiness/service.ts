import { observedKinds } from "../kinds";
import { type KubeObject, listAt, nameOf, objectAt, stringAt } from "../object";
import type { Readiness, Verdict, View } from "./verdict";

/** Endpoints change in quick succession while pods start: the official provider gives them this long. */
const SETTLE_SECONDS = 10;

function awaitsPods(service: KubeObject): boolean {
    return (
        stringAt(service, "spec", "type") !== "ExternalName" &&
        stringAt(service, "spec", "clusterIP") !== "None" &&
        Object.keys(objectAt(service, "spec", "selector")).length > 0
    );
}

function hasAddresses(endpoints: KubeObject[], key: "addresses" | "notReadyAddresses"): boolean {
    return endpoints.some((one) => listAt(one, "subsets").some((subset) => listAt(subset, key).length > 0));
}

/** An address where one is to be allocated, and no selected pod that is still getting ready. */
export function judgeService({ object: service, related, settled }: View): Verdict {
    const balanced = stringAt(service, "spec", "type") === "LoadBalancer";
    const allocated = !balanced || listAt(service, "status", "loadBalancer", "ingress").length > 0;
    const noAddress = "Service was not allocated an IP address; does your cloud provider support this?";
    if (!awaitsPods(service)) return { ready: allocated, reasons: allocated ? [] : [noAddress] };
    const endpoints = related.endpoints ?? [];
    const targets = hasAddresses(endpoints, "addresses");
    const pending = hasAddresses(endpoints, "notReadyAddresses");
    if (allocated && !pending && settled("endpoints", SETTLE_SECONDS)) return { ready: true, reasons: [] };
    const noPods =
        "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods";
    const notReady = "some of the Pods that the Service targets are not ready";
    return {
        ready: false,
        status:
            targets && !pending
                ? "[2/3] Attempting to allocate IP address to Service"
                : "[1/3] Finding Pods to direct traffic to",
        reasons: [
            ...(targets ? [] : [noPods]),
            ...(targets && pending ? [notReady] : []),
            ...(allocated ? [] : [noAddress]),
        ],
    };
}

export const serviceReadiness: Readiness = {
    related: (service): ReturnType<NonNullable<Readiness["related"]>> =>
        awaitsPods(service)
            ? {
                  endpoints: {
                      served: observedKinds.endpoints,
                      query: { fieldSelector: `metadata.name=${nameOf(service)}` },
                  },
              }
            : {},
    judge: judgeService,
    onRefresh: true,
};
