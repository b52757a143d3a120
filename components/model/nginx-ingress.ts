/** What an Ingress is made of, all values known. */
export interface NginxIngress {
    className: string;
    host: string;
    path: string;
    serviceName: string;
    servicePort: number;
    streamIdleSeconds: number;
    /** Undefined without TLS. */
    tlsSecretName?: string;
    clusterIssuer?: string;
}

const nginx = "nginx.ingress.kubernetes.io";

/** Without these a stream is buffered until it ends, or cut after 60 silent seconds. */
export function nginxAnnotations({ streamIdleSeconds, clusterIssuer }: NginxIngress): Record<string, string> {
    return {
        [`${nginx}/backend-protocol`]: "HTTP",
        [`${nginx}/proxy-buffering`]: "off",
        [`${nginx}/proxy-http-version`]: "1.1",
        [`${nginx}/proxy-read-timeout`]: String(streamIdleSeconds),
        [`${nginx}/proxy-send-timeout`]: String(streamIdleSeconds),
        ...(clusterIssuer && { "cert-manager.io/cluster-issuer": clusterIssuer }),
    };
}

/** Only the MCP endpoint is published, not the server's probes and metrics. */
export function nginxIngressSpec({ className, host, path, serviceName, servicePort, tlsSecretName }: NginxIngress) {
    const backend = { service: { name: serviceName, port: { number: servicePort } } };
    return {
        ingressClassName: className,
        rules: [{ host, http: { paths: [{ path, pathType: "Prefix", backend }] } }],
        ...(tlsSecretName && { tls: [{ hosts: [host], secretName: tlsSecretName }] }),
    };
}
