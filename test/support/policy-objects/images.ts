import {
    container,
    cronJob,
    deployment,
    digest,
    job,
    labels,
    type PolicyObject,
    places,
    pod,
    podOf,
    podSpec,
    workload,
} from "./manifest";

const of = (image: string) => podOf(container({ image }));

/** Where images come from, and how they are named. */
export const imageObjects: PolicyObject[] = [
    {
        what: "tag and digest, from an account's ECR; where no server may run, but this is none",
        object: pod(of(`123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/reports:1.4.0@${digest}`), {
            namespace: places.elsewhere,
            labels: { ...labels, "app.kubernetes.io/component": "database" },
        }),
        breaks: [],
    },
    {
        what: "a registry with a port, in a CronJob",
        object: cronJob(of(`localhost:5000/mcp/reports@${digest}`)),
        breaks: [],
    },
    {
        what: "Docker Hub, which no host stands for",
        object: deployment(of(`mcp/reports:1.4.0@${digest}`)),
        breaks: ["approved-registries"],
    },
    {
        what: "a host that begins with an approved one",
        object: deployment(of(`registry.example.com.evil.io/mcp/reports@${digest}`)),
        breaks: ["approved-registries"],
    },
    {
        what: "an approved host at another port",
        object: workload("StatefulSet", of(`registry.example.com:5000/mcp/reports@${digest}`)),
        breaks: ["approved-registries"],
    },
    {
        what: "a path that begins with an approved one",
        object: workload("ReplicaSet", of(`ghcr.io/example-evil/reports@${digest}`)),
        breaks: ["approved-registries"],
    },
    {
        what: "an approved host before an @, as of a user",
        object: deployment(of(`registry.example.com@evil.io/mcp/reports@${digest}`)),
        breaks: ["approved-registries", "pinned-images"],
    },
    {
        what: "an init container from elsewhere, latest",
        object: job(podSpec({ initContainers: [container({ name: "init", image: "quay.io/tools/init:latest" })] })),
        breaks: ["approved-registries", "pinned-images"],
    },
    {
        what: "a tag only",
        object: workload("DaemonSet", of("ghcr.io/example/reports:1.4.0")),
        breaks: ["pinned-images"],
    },
    {
        what: "no tag; the port is none",
        object: deployment(of("localhost:5000/mcp/reports")),
        breaks: ["pinned-images"],
    },
    {
        what: "a digest that is cut short",
        object: deployment(of("registry.example.com/mcp/reports@sha256:0a1b2c3d")),
        breaks: ["approved-registries", "pinned-images"],
    },
];
