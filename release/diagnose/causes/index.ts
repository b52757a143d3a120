import type { Cause } from "../cause";
import type { Evidence } from "../evidence";
import { admissionRefused } from "./admission-refused";
import { autoscaler } from "./autoscaler";
import { buffering } from "./buffering";
import { crash } from "./crash";
import { egressBlocked } from "./egress-blocked";
import { externalSecret } from "./external-secret";
import { forbidden } from "./forbidden";
import { imagePull } from "./image-pull";
import { missingConfiguration } from "./missing-configuration";
import { nameResolution } from "./name-resolution";
import { networkPolicy } from "./network-policy";
import { notDeployed } from "./not-deployed";
import { pending } from "./pending";
import { probe } from "./probe";
import { role } from "./role";
import { rollout } from "./rollout";
import { routeAnswer } from "./route-answer";
import { routeObject } from "./route-object";
import { routeUnreachable } from "./route-unreachable";
import { service } from "./service";
import { streamCut } from "./stream-cut";
import { throttled } from "./throttled";
import { unauthorized } from "./unauthorized";

const finders: ((evidence: Evidence) => Cause[])[] = [
    notDeployed,
    externalSecret,
    missingConfiguration,
    admissionRefused,
    pending,
    imagePull,
    role,
    nameResolution,
    egressBlocked,
    crash,
    probe,
    rollout,
    service,
    networkPolicy,
    routeObject,
    routeUnreachable,
    routeAnswer,
    unauthorized,
    forbidden,
    buffering,
    streamCut,
    autoscaler,
    throttled,
];

/** Every cause that the evidence shows. */
export const causesOf = (evidence: Evidence): Cause[] => finders.flatMap((find) => find(evidence));
