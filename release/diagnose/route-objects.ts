import type { Condition, KubernetesObject } from "./objects";

export interface Ingress extends KubernetesObject {
    spec: {
        ingressClassName?: string;
        tls?: { hosts?: string[]; secretName?: string }[];
        rules?: { host?: string; http?: { paths: IngressPath[] } }[];
    };
    status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

export interface IngressPath {
    path?: string;
    pathType?: string;
    backend: { service?: { name: string; port?: { number?: number; name?: string } } };
}

export interface HttpRoute extends KubernetesObject {
    spec: {
        hostnames?: string[];
        rules?: {
            matches?: { path?: { type?: string; value?: string } }[];
            backendRefs?: { name: string; port?: number }[];
            timeouts?: Record<string, string>;
        }[];
    };
    status?: { parents?: { parentRef?: { name?: string }; conditions?: Condition[] }[] };
}

export interface ApisixRoute extends KubernetesObject {
    spec: {
        http?: {
            match?: { hosts?: string[]; paths?: string[] };
            backends?: { serviceName: string; servicePort: number }[];
            upstreams?: { name: string }[];
            timeout?: Record<string, string>;
        }[];
    };
    status?: { conditions?: Condition[] };
}
