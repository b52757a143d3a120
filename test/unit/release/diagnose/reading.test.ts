import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../../../local/paths";
import { causeIds } from "../../../../release/diagnose/cause";
import { hostsNamedIn, resolvedNames } from "../../../../release/diagnose/inside-names";
import { masked } from "../../../../release/diagnose/masking";
import { servicesNamedIn } from "../../../../release/diagnose/named-services";
import { passes, within } from "../../../../release/diagnose/policies";
import { reportText } from "../../../../release/diagnose/report";
import { throttlingOf } from "../../../../release/diagnose/throttling";
import { policy } from "./recorded";

describe("diagnose: what is shown of a log", () => {
    const hidden: Record<string, string> = {
        "authorization: Bearer abcdefgh12345": "authorization: Bearer ****",
        "postgres://app:hunter22@db:5432/app": "postgres://app:****@db:5432/app",
        'login with {"password": "hunter22"}': 'login with {"password": ****}',
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln was refused": "token **** was refused",
        "push by ghp_0123456789abcdef": "push by ****",
        "key AKIAIOSFODNN7EXAMPLE": "key ****",
    };
    for (const [line, shown] of Object.entries(hidden))
        it(`hides what looks like a secret: ${shown}`, () => assert.equal(masked(line), shown));

    it("hides values that the server's Secrets hold, longer ones first, and no single letters", () => {
        assert.equal(
            masked("a code of swordfish-2 and swordfish", ["a", "swordfish", "swordfish-2"]),
            "a code of **** and ****",
        );
    });
});

describe("diagnose: what a NetworkPolicy lets pass", () => {
    const server = {
        namespace: "mcp",
        labels: { "app.kubernetes.io/name": "demo-mcp", "app.kubernetes.io/component": "mcp-server" },
    };
    const port = { number: 8000, names: ["http"] };
    const from = (namespace: string) => ({ namespace, namespaceLabels: { "kubernetes.io/metadata.name": namespace } });

    it("is what one of the policies names, by name or number of the port", () => {
        assert.equal(passes([policy], server, "Ingress", from("ingress-nginx"), port), true);
        assert.equal(passes([policy], server, "Ingress", from("litellm"), port), false);
        assert.equal(passes([policy], server, "Ingress", from("ingress-nginx"), { number: 9090, names: [] }), false);
    });

    it("is everything where no policy selects the pod", () => {
        assert.equal(passes([policy], { ...server, labels: {} }, "Ingress", from("litellm"), port), true);
        assert.equal(passes([policy], { ...server, namespace: "other" }, "Ingress", from("litellm"), port), true);
    });

    it("is a range without its exceptions", () => {
        const to = [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }];
        const out = {
            metadata: { name: "out", namespace: "mcp" },
            spec: { podSelector: {}, policyTypes: ["Egress"], egress: [{ to }] },
        };
        assert.equal(passes([out], server, "Egress", { address: "198.51.100.7" }, port), true);
        assert.equal(passes([out], server, "Egress", { address: "10.1.2.3" }, port), false);
        assert.equal(within("fd00:10::7", "fd00:10::/64"), true);
        assert.equal(within("fd00:10::7", "10.0.0.0/8"), false);
    });
});

describe("docs/diagnose.md", () => {
    it("has a row for every kind of cause", () => {
        const page = readFileSync(join(repositoryDir, "docs", "diagnose.md"), "utf8");
        const rows = page.split("\n").filter((line) => line.startsWith("| "));
        assert.deepEqual(
            causeIds.filter((id) => !rows.some((row) => row.includes(`\`${id}\``))),
            [],
        );
    });
});

describe("diagnose: what is read", () => {
    it("of cAdvisor is how often containers of the namespace were stopped", () => {
        const labels = 'container="demo-mcp",id="/x",namespace="mcp",pod="demo-mcp-1"';
        const text = [
            `container_cpu_cfs_periods_total{${labels}} 400 1700000000000`,
            `container_cpu_cfs_throttled_periods_total{${labels}} 300 1700000000000`,
            'container_cpu_cfs_periods_total{container="",id="/y",namespace="mcp",pod="demo-mcp-1"} 900',
            'container_cpu_cfs_periods_total{container="c",id="/z",namespace="other",pod="p"} 900',
        ].join("\n");
        assert.deepEqual(throttlingOf(text, "mcp"), [{ pod: "demo-mcp-1", periods: 400, throttledPeriods: 300 }]);
        const ofPod = text.replaceAll('container="demo-mcp"', 'container=""').split("\n").slice(0, 2).join("\n");
        assert.deepEqual(throttlingOf(ofPod, "mcp"), [{ pod: "demo-mcp-1", periods: 400, throttledPeriods: 300 }]);
    });

    it("of settings are the Services that they name", () => {
        const settings = {
            A: "http://jaeger.monitoring.svc.cluster.local:4318",
            B: "postgres://app:x@db:5432/app",
            C: "https://api.example.com",
            D: "info",
            E: "http://localhost:3000",
        };
        assert.deepEqual(servicesNamedIn(settings, "mcp"), ["jaeger.monitoring", "db.mcp"]);
    });

    it("of settings are the hosts that pods must resolve, and of pods that cannot be asked nothing", () => {
        const settings = {
            A: "https://api.example.com/v1",
            B: "redis://:x@cache:6379",
            C: "http://10.0.0.7:80",
            D: "api.example.com",
        };
        assert.deepEqual(hostsNamedIn(settings), ["api.example.com", "cache"]);
        const written = (known: string) => `kubernetes.default.svc ${known}\napi.example.com no\ncache yes\n`;
        assert.deepEqual(resolvedNames(written("yes")), { "api.example.com": false, cache: true });
        assert.deepEqual(resolvedNames(written("no")), {});
    });

    it("is told with what could not be", () => {
        const unreadable = [{ what: "secrets of namespace mcp", why: "forbidden" }];
        assert.equal(
            reportText([{ server: "demo", causes: [], unreadable }], "Pulumi.prod.yaml"),
            "demo: nothing wrong was found in what could be read\n\n  Not judged, as it could not be read:\n    secrets of namespace mcp: forbidden\n",
        );
    });
});
