import { networks } from "../addresses";

const namespace = "kube-system";
const dnsPort = 53;
const healthPort = 8080;
const readyPort = 8181;

/** The cluster's names; any other does not exist, and says so at once, as there is no DNS server to ask. */
const corefile = `cluster.local:${dnsPort} in-addr.arpa:${dnsPort} {
    errors
    health :${healthPort}
    ready :${readyPort}
    kubernetes cluster.local in-addr.arpa {
        pods insecure
        ttl 5
    }
    cache 5
}
.:${dnsPort} {
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;

/** Labels of EKS's own CoreDNS, which network policies select. */
const labels = { "k8s-app": "kube-dns" };
const metadata = { name: "coredns", namespace, labels };
const probe = (path: string, port: number) => ({ httpGet: { path, port }, periodSeconds: 2 });

/** The objects of https://github.com/coredns/deployment/blob/master/kubernetes/coredns.yaml.sed, for one node. */
export function dnsObjects(image: string): object[] {
    return [
        { apiVersion: "v1", kind: "ServiceAccount", metadata },
        {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: { name: "system:coredns" },
            rules: [
                { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
                { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
            ],
        },
        {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: { name: "system:coredns" },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:coredns" },
            subjects: [{ kind: "ServiceAccount", name: metadata.name, namespace }],
        },
        { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: corefile } },
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: { ...metadata, name: "kube-dns" },
            spec: {
                clusterIP: networks.dnsService,
                selector: labels,
                ports: [
                    { name: "dns", port: dnsPort, protocol: "UDP" },
                    { name: "dns-tcp", port: dnsPort, protocol: "TCP" },
                ],
            },
        },
        deployment(image),
    ];
}

function deployment(image: string): object {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            replicas: 1,
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: {
                    serviceAccountName: metadata.name,
                    priorityClassName: "system-cluster-critical",
                    dnsPolicy: "Default",
                    containers: [
                        {
                            name: "coredns",
                            image,
                            // In containerd, and in no registry.
                            imagePullPolicy: "Never",
                            args: ["-conf", "/etc/coredns/Corefile"],
                            ports: [
                                { name: "dns", containerPort: dnsPort, protocol: "UDP" },
                                { name: "dns-tcp", containerPort: dnsPort, protocol: "TCP" },
                            ],
                            readinessProbe: probe("/ready", readyPort),
                            livenessProbe: { ...probe("/health", healthPort), initialDelaySeconds: 30 },
                            resources: { requests: { cpu: "10m", memory: "70Mi" }, limits: { memory: "170Mi" } },
                            securityContext: {
                                runAsNonRoot: true,
                                runAsUser: 65532,
                                allowPrivilegeEscalation: false,
                                readOnlyRootFilesystem: true,
                                capabilities: { drop: ["ALL"] },
                            },
                            volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
                        },
                    ],
                    volumes: [{ name: "config", configMap: { name: metadata.name } }],
                },
            },
        },
    };
}
