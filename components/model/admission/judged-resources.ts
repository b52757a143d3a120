import type { JudgedResources } from "./admission-rule";

/** Every kind of object that runs pods. */
export const workloads: JudgedResources[] = [
    // Containers for debugging are added to a pod that runs, by a resource of their own.
    { group: "", version: "v1", resources: ["pods", "pods/ephemeralcontainers", "replicationcontrollers"] },
    { group: "apps", version: "v1", resources: ["deployments", "statefulsets", "daemonsets", "replicasets"] },
    { group: "batch", version: "v1", resources: ["jobs", "cronjobs"] },
];

export const services: JudgedResources = { group: "", version: "v1", resources: ["services"] };

export const configMaps: JudgedResources = { group: "", version: "v1", resources: ["configmaps"] };

/** What leads requests from outside the cluster to a Service. */
export const routes: JudgedResources[] = [
    { group: "networking.k8s.io", version: "v1", resources: ["ingresses"] },
    { group: "gateway.networking.k8s.io", version: "v1", resources: ["httproutes"] },
    { group: "apisix.apache.org", version: "v2", resources: ["apisixroutes"] },
];
