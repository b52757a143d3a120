import type { Step } from "../step";
import { externalSecretsStep } from "./external-secrets";
import { ingressStep } from "./ingress";
import { reloaderStep } from "./reloader";

/** What a platform's cluster has beside Kubernetes itself. */
export const addonSteps: Step[] = [externalSecretsStep, reloaderStep, ingressStep];
