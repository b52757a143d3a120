import assert from "node:assert/strict";
import type { KubeObject } from "../../../local/plugins/kubernetes/object";
import { hasSettled } from "../../../local/plugins/kubernetes/readiness/follow";
import { judgeIngress } from "../../../local/plugins/kubernetes/readiness/ingress";
import { judgeService } from "../../../local/plugins/kubernetes/readiness/service";
import type { View } from "../../../local/plugins/kubernetes/readiness/verdict";
import type { Properties } from "../../../local/plugins/shared";

const view = (object: KubeObject, related: Record<string, KubeObject[]> = {}, settled = true): View => ({
    object,
    related,
    secondsWaiting: 5,
    settled: () => settled,
});

describe("kubernetes stand-in: readiness of a Service", () => {
    const service: KubeObject = {
        metadata: { name: "s" },
        spec: { type: "ClusterIP", clusterIP: "10.0.0.1", selector: { a: "b" } },
    };
    const endpoints = (subset: Properties): KubeObject[] => [{ metadata: { name: "s" }, subsets: [subset] }];

    it("is ready once its endpoints have settled and none is pending", () => {
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }] }) };
        assert.equal(judgeService(view(service, related, false)).ready, false);
        assert.equal(judgeService(view(service, related, true)).ready, true);
    });

    it("is ready without any pod, as the official provider has it", () => {
        assert.equal(judgeService(view(service, { endpoints: [] })).ready, true);
    });

    it("waits for pods that are getting ready", () => {
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }], notReadyAddresses: [{ ip: "2" }] }) };
        assert.equal(judgeService(view(service, related)).ready, false);
    });

    it("does not wait for pods where there can be none", () => {
        const specs: Properties[] = [
            { type: "ExternalName" },
            { clusterIP: "None", selector: { a: "b" } },
            { clusterIP: "10.0.0.1" },
        ];
        for (const spec of specs) {
            assert.equal(judgeService(view({ metadata: { name: "s" }, spec }, {}, false)).ready, true);
        }
    });

    it("waits for the address of a load balancer", () => {
        const balanced = { ...service, spec: { type: "LoadBalancer", selector: { a: "b" } } };
        const related = { endpoints: endpoints({ addresses: [{ ip: "1" }] }) };
        const verdict = judgeService(view(balanced, related));
        assert.equal(verdict.ready, false);
        assert.match(verdict.reasons.join(), /was not allocated an IP address/);
        const status = { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } };
        assert.equal(judgeService(view({ ...balanced, status }, related)).ready, true);
    });

    it("counts endpoints as settled ten seconds after a change, if none came after that", () => {
        assert.equal(hasSettled([], 100, 10), false);
        assert.equal(hasSettled([0], 9, 10), false);
        assert.equal(hasSettled([0], 10, 10), true);
        // As in the official provider, the timer of the first change ends the wait although another came in between.
        assert.equal(hasSettled([0, 5], 10, 10), true);
        assert.equal(hasSettled([0, 12], 13, 10), false);
    });
});

describe("kubernetes stand-in: readiness of an Ingress", () => {
    const backend = { backend: { service: { name: "web" } }, path: "/" };
    const ingress = (status: Properties): KubeObject => ({
        spec: { rules: [{ host: "a.test", http: { paths: [backend] } }] },
        status,
    });
    const addressed = { loadBalancer: { ingress: [{ hostname: "lb" }] } };
    const web: KubeObject[] = [{ metadata: { name: "web" } }];

    it("waits for its services, then for an address", () => {
        assert.match(judgeIngress(view(ingress({}), {}, false)).status ?? "", /^\[1\/3\]/);
        const noAddress = judgeIngress(view(ingress({}), { endpoints: web }, false));
        assert.match(noAddress.status ?? "", /^\[2\/3\]/);
        assert.match(noAddress.reasons.join(), /status\.loadBalancer/);
        assert.equal(judgeIngress(view(ingress(addressed), { endpoints: web }, false)).ready, true);
    });

    it("warns of a service that never came, and does not fail for it", () => {
        const verdict = judgeIngress(view(ingress(addressed), { endpoints: [{ metadata: { name: "other" } }] }, true));
        assert.equal(verdict.ready, true);
        assert.deepEqual(verdict.warnings, ['No matching service found for ingress rule: "a.test/" -> "web"']);
    });

    it("expects no endpoints of an ExternalName service", () => {
        const services = [{ metadata: { name: "web" }, spec: { type: "ExternalName" } }];
        assert.equal(judgeIngress(view(ingress(addressed), { services }, false)).ready, true);
    });
});
