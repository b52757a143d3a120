import { noNodePortAdmission } from "../../components/model/admission/no-node-port";
import type { KubernetesRule } from "./rule";

/** A port of the nodes goes around the route, with its TLS, limits and authentication. */
export const noNodePort: KubernetesRule = {
    name: noNodePortAdmission.name,
    sentence: noNodePortAdmission.sentence,
    admission: noNodePortAdmission,
    objects: [{ group: "", kind: "Service" }],
    check(object, { development }) {
        if (development) return [];
        const type = object.at("spec", "type");
        const allocates = object.at("spec", "allocateLoadBalancerNodePorts");
        if (type.value === "LoadBalancer" && (allocates.value === false || allocates.isUnknown)) return [];
        return type.unless(
            (value) => value !== "NodePort" && value !== "LoadBalancer",
            "it is ClusterIP; a load balancer has allocateLoadBalancerNodePorts: false",
        );
    },
};
