import type { Step } from "../step";
import { externalSecretsStep } from "./external-secrets";
import { ingressStep } from "./ingress";

/** What a platform's cluster has beside Kubernetes itself. */
export const addonSteps: Step[] = [externalSecretsStep, ingressStep];
