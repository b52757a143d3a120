import { equal } from "../../shared";
import { annotation, annotations, isAnnotatedTrue } from "../annotations";
import { apiVersionOf, type KubeObject, kindOf, objectAt, stringAt } from "../object";
import { admissionPolicyReadiness } from "./admission-policy";
import { deploymentReadiness } from "./deployment";
import { ingressReadiness } from "./ingress";
import { jobReadiness } from "./job";
import { podReadiness } from "./pod";
import { serviceReadiness } from "./service";
import type { Readiness } from "./verdict";
import { waitForReadiness } from "./wait-for";

const resourceQuotaReadiness: Readiness = {
    judge: ({ object }) =>
        equal(objectAt(object, "spec", "hard"), objectAt(object, "status", "hard"))
            ? { ready: true, reasons: [] }
            : { ready: false, reasons: ["the quota controller has not yet taken up spec.hard"] },
    onRefresh: false,
    maxSeconds: 60,
};

/** A service account's token is written by a controller; any other Secret is complete as it is. */
const secretReadiness: Readiness = {
    judge: ({ object }) =>
        stringAt(object, "type") !== "kubernetes.io/service-account-token" ||
        Object.keys(objectAt(object, "data")).length > 0
            ? { ready: true, reasons: [] }
            : { ready: false, reasons: ["no token was written: does the ServiceAccount exist?"] },
    onRefresh: false,
    maxSeconds: 5,
};

const byKind: Record<string, Readiness> = {
    "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": admissionPolicyReadiness,
    "apps/v1/Deployment": deploymentReadiness,
    "batch/v1/Job": jobReadiness,
    "networking.k8s.io/v1/Ingress": ingressReadiness,
    "v1/Pod": podReadiness,
    "v1/ResourceQuota": resourceQuotaReadiness,
    "v1/Secret": secretReadiness,
    "v1/Service": serviceReadiness,
};

/** What to wait for after a change; undefined for what is ready as soon as it exists. */
export function readinessOf(inputs: KubeObject, object: KubeObject): Readiness | undefined {
    if (isAnnotatedTrue(inputs, annotations.skipAwait)) return undefined;
    const waitFor = annotation(inputs, annotations.waitFor);
    return waitFor ? waitForReadiness(waitFor) : byKind[`${apiVersionOf(object)}/${kindOf(object)}`];
}

const skipAwaitOnDelete = ["v1/Namespace", "v1/Pod", "apps/v1/Deployment", "batch/v1/Job"];

/** Whether skipAwait holds for the deletion too; of most kinds it does not, as in the official provider. */
export function skipsDeletionWait(inputs: KubeObject): boolean {
    const kind = `${apiVersionOf(inputs)}/${kindOf(inputs)}`;
    return isAnnotatedTrue(inputs, annotations.skipAwait) && skipAwaitOnDelete.includes(kind);
}
