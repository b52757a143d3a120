import assert from "node:assert/strict";
import { unknownValue } from "../../../policy/rules/field";
import { noNodePort } from "../../../policy/rules/no-node-port";
import { said } from "./judged";

const service = (spec: object) => ({ apiVersion: "v1", kind: "Service", metadata: { name: "github-mcp" }, spec });
const passes = (spec: object) => assert.deepEqual(said(noNodePort, service(spec)), []);

describe("policy rule no-node-port", () => {
    it("passes Services inside the cluster", () => {
        passes({ type: "ClusterIP" });
        passes({});
    });

    it("refuses a NodePort but in development", () => {
        const object = service({ type: "NodePort" });
        assert.deepEqual(said(noNodePort, object), [
            'spec.type is "NodePort"; it is ClusterIP; a load balancer has allocateLoadBalancerNodePorts: false',
        ]);
        assert.deepEqual(said(noNodePort, object, { development: true }), []);
    });

    it("refuses a load balancer that opens ports of the nodes, and passes one that does not", () => {
        assert.equal(said(noNodePort, service({ type: "LoadBalancer" })).length, 1);
        passes({ type: "LoadBalancer", allocateLoadBalancerNodePorts: false });
    });

    it("says nothing of a type that is not known yet", () => passes({ type: unknownValue }));
});
