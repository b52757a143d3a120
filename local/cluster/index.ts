import type { Step } from "../step";
import { containerdStep } from "./containerd";
import { controlPlaneStep } from "./control-plane";
import { crdsStep } from "./crds";
import { dnsStep } from "./dns";
import { etcdStep } from "./etcd";
import { networkPolicyStep } from "./network-policy";
import { nodeStep } from "./node";

/** The embedded Kubernetes. */
export const clusterSteps: Step[] = [
    containerdStep,
    etcdStep,
    controlPlaneStep,
    nodeStep,
    dnsStep,
    networkPolicyStep,
    crdsStep,
];
