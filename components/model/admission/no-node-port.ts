import type { AdmissionRule } from "./admission-rule";
import { services } from "./judged-resources";

const opensPorts = [
    'object.spec.type == "NodePort" ||',
    'object.spec.type == "LoadBalancer" && object.spec.?allocateLoadBalancerNodePorts.orValue(true)',
].join(" ");

export const noNodePortAdmission: AdmissionRule = {
    name: "no-node-port",
    sentence: "Services open no port of the nodes, but in development.",
    judges: [services],
    offenders: ({ development }) => (development ? "[]" : `${opensPorts} ? [object.spec.type] : []`),
};
