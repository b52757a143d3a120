import { writableRootAnnotation } from "../../../components/model/pod-security";
import {
    container,
    cronJob,
    deployment,
    job,
    other,
    type PolicyObject,
    pod,
    podOf,
    podSpec,
    securityContext,
    workload,
} from "./manifest";

const limits = container().resources.limits;
const ofUser = (runAsUser: number) => ({ runAsNonRoot: true, runAsUser, seccompProfile: { type: "RuntimeDefault" } });
const fromSecret = {
    name: "DB_PASSWORD",
    valueFrom: { secretKeyRef: { name: "reports-mcp-secrets", key: "password" } },
};

const restricted = (change: object) => podOf(container({ securityContext: securityContext(change) }));

/** As whom containers run, what they may do, take and hold. */
export const containerObjects: PolicyObject[] = [
    {
        what: "all that is asked for, in two containers and one before them",
        object: deployment(
            podSpec({
                initContainers: [container({ name: "init" })],
                containers: [container({ env: [fromSecret] }), container({ name: "proxy" })],
            }),
        ),
        breaks: [],
    },
    {
        what: "root for the pod, another user for each container",
        object: workload(
            "StatefulSet",
            podSpec({
                securityContext: ofUser(0),
                containers: [container({ securityContext: securityContext({ runAsUser: 1000 }) })],
            }),
        ),
        breaks: [],
    },
    {
        what: "another user for the pod, root for a container",
        object: deployment(
            podOf(container(), container({ name: "proxy", securityContext: securityContext({ runAsUser: 0 }) })),
        ),
        breaks: ["non-root"],
    },
    {
        what: "no word of the user, for pod and container",
        object: other("v1", "ReplicationController", {
            spec: {
                selector: { app: "reports" },
                template: {
                    metadata: { labels: { ...deployment({}).metadata.labels, app: "reports" } },
                    spec: podSpec({ securityContext: { seccompProfile: { type: "RuntimeDefault" } } }),
                },
            },
        }),
        breaks: ["non-root"],
    },
    {
        what: "an empty list of dropped capabilities",
        object: workload("DaemonSet", restricted({ capabilities: { drop: [] } })),
        breaks: ["no-privileges"],
    },
    {
        what: "all capabilities dropped, and one added",
        object: deployment(restricted({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } })),
        breaks: ["no-privileges"],
    },
    {
        what: "a container that is not confined as its pod is",
        object: job(restricted({ seccompProfile: { type: "Unconfined" } })),
        breaks: ["no-privileges"],
    },
    {
        what: "a container without a security context",
        object: cronJob(podOf(container({ securityContext: undefined }))),
        breaks: ["no-privileges", "read-only-root"],
    },
    {
        what: "an init container that may write to its root file system, and no word of why",
        object: pod(
            podSpec({
                initContainers: [
                    container({ name: "init", securityContext: securityContext({ readOnlyRootFilesystem: false }) }),
                ],
            }),
            { annotations: { [writableRootAnnotation]: "" } },
        ),
        breaks: ["read-only-root"],
    },
    {
        what: "a reason to write to the root file system",
        object: pod(restricted({ readOnlyRootFilesystem: false }), {
            annotations: { [writableRootAnnotation]: "its cache has a fixed path" },
        }),
        breaks: [],
    },
    {
        what: "limits, which requests then are as well",
        object: pod(podOf(container({ resources: { limits } }))),
        breaks: [],
    },
    {
        what: "requests without limits",
        object: deployment(podOf(container({ resources: { requests: limits } }))),
        breaks: ["resource-limits"],
    },
    {
        what: "a password by value",
        object: deployment(podOf(container({ env: [{ name: "DB_PASSWORD", value: "correct horse" }] }))),
        breaks: ["no-plain-secrets"],
    },
];
