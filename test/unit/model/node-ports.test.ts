import assert from "node:assert/strict";
import { portRegisterProblems } from "../../../components/model/node-ports";
import { serviceSpec } from "../../../components/model/service";
import { timeouts } from "../../../components/model/timeouts";

describe("register of node ports", () => {
    const problems = (register: Record<string, number>) =>
        portRegisterProblems(register, ["demo", "search"]).map(({ field, allowed }) => `${field}: ${allowed}`);

    it("takes a port of its own for every server", () => {
        assert.deepEqual(problems({ demo: 31_101, search: 31_102 }), []);
    });

    it("refuses a port that another server has", () => {
        assert.deepEqual(problems({ demo: 31_101, search: 31_101 }), ['nodePorts.search: server "demo" has this port']);
    });

    it("refuses ports that Kubernetes gives no Service", () => {
        for (const port of [8000, 29_999, 32_768, 31_101.5]) assert.equal(problems({ demo: port }).length, 1);
    });

    it("refuses a server that there is none of", () => {
        assert.deepEqual(problems({ dmeo: 31_101 }), ["nodePorts.dmeo: there is no server of this name"]);
    });
});

describe("service", () => {
    it("is inside the cluster, without affinity", () => {
        const { type, ports, ...rest } = serviceSpec("demo", {}, timeouts());
        assert.equal(type, "ClusterIP");
        assert.deepEqual(ports, [{ name: "http", port: 8000, targetPort: "http", protocol: "TCP" }]);
        assert.deepEqual(Object.keys(rest), ["selector"]);
    });

    it("has a port of the nodes when one is asked for", () => {
        const { type, ports } = serviceSpec("demo", { nodePort: 31_101 }, timeouts());
        assert.deepEqual([type, ports[0]?.nodePort], ["NodePort", 31_101]);
    });

    it("keeps a client to its pod as long as its streams may be silent, where sessions are", () => {
        const spec = serviceSpec("demo", { era: "legacy" }, timeouts({ streamIdleSeconds: 600 }));
        assert.deepEqual(JSON.parse(JSON.stringify(spec)).sessionAffinityConfig, { clientIP: { timeoutSeconds: 600 } });
    });
});
