/** Where the embedded environment listens: loopback, or its own pod and Service networks. */
export const ports = {
    apiServer: 6443,
    etcdClient: 2379,
    etcdPeer: 2380,
    kubelet: 10250,
    kubeletHealth: 10248,
    controllerManager: 10257,
    scheduler: 10259,
    kubeProxyHealth: 10256,
    kubeProxyMetrics: 10249,
    registry: 5000,
    aws: 4566,
    ingressHttp: 8080,
    ingressHttps: 8443,
    ingressAdmin: 8081,
    externalSecretsMetrics: 8091,
    externalSecretsHealth: 8092,
    reloader: 8093,
} as const;

export const networks = {
    pods: "10.244.0.0/16",
    services: "10.96.0.0/16",
    /** First address of the Service network: the API server's. */
    apiServerService: "10.96.0.1",
    dnsService: "10.96.0.10",
} as const;

export const registryHost = `localhost:${ports.registry}`;
export const awsEndpoint = `http://127.0.0.1:${ports.aws}`;
/** Account id of the AWS emulator. */
export const awsAccountId = "123456789012";
export const awsRegion = "eu-central-1";
/** The kubeconfig's contexts; all are the one embedded cluster, as one for each stack's EKS cluster. */
export const contexts = { dev: "mcp-dev", staging: "mcp-staging", prod: "mcp-prod" } as const;
/** Image of Node.js that servers are built on here, made by local/images as no registry can be reached. */
export const nodeBaseImage = `${registryHost}/library/node:22-slim`;
