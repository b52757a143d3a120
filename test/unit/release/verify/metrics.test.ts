import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeployedServer } from "../../../../release/deployed";
import { metrics, scrapeVerdict, targetVerdict } from "../../../../release/verify/checks/metrics";
import type { CheckContext } from "../../../../release/verify/context";
import type { Attempt } from "../../../../release/verify/finding";

const told = ({ verdict, found }: Attempt) => `${verdict}: ${found}`;

describe("verifying metrics", () => {
    it("passes Prometheus' text format", () => {
        const text =
            '# HELP up x\n# TYPE up gauge\nup 1\nhttp_total{code="200",path="a b"} 1.5e+07 1700000000\nodd{le="+Inf"} NaN\n';
        assert.equal(told(scrapeVerdict("/metrics", 200, text)), "ok: /metrics has 3 series");
    });

    it("fails what Prometheus cannot read", () => {
        assert.match(told(scrapeVerdict("/metrics", 404, "")), /answers 404/);
        assert.match(
            told(scrapeVerdict("/metrics", 200, "<!doctype html>\n<p>hello")),
            /not in Prometheus' text format/,
        );
        assert.match(told(scrapeVerdict("/metrics", 200, "# TYPE up gauge\n")), /without a single metric/);
    });

    it("waits for targets to be up in Prometheus", () => {
        assert.match(told(targetVerdict("x", [])), /failed: x; Prometheus has no target/);
        assert.match(
            told(
                targetVerdict("x", [
                    { pod: "one", up: "1" },
                    { pod: "two", up: "0" },
                ]),
            ),
            /does not reach two$/,
        );
        assert.equal(told(targetVerdict("x", [{ pod: "one", up: "1" }])), "ok: x; up in Prometheus (1 target)");
    });
});

describe("the check of metrics", () => {
    const server = {
        namespace: "mcp",
        serviceName: "demo-mcp",
        metrics: { monitorName: "demo-mcp", monitorNamespace: "mcp" },
    };
    const found = (monitored: string, prometheus: string) => {
        const monitor = { spec: { endpoints: [{ path: monitored }] } };
        const answer = async (url: URL) => new Response("up 1\n", { status: url.pathname === "/metrics" ? 200 : 404 });
        const context = {
            kubernetes: { custom: { getNamespacedCustomObject: async () => monitor } },
            pod: async () => ({ endpoint: new URL("http://demo-mcp.mcp:8000/mcp"), fetch: answer }),
            prometheus,
            untilPassed: (attempt: () => Promise<Attempt>) => attempt(),
        };
        return metrics(server as DeployedServer, context as unknown as CheckContext);
    };
    let asked: string | undefined;
    const prometheus = createServer((request, response) => {
        asked = request.url;
        const result = [{ metric: { pod: "demo-1" }, value: [1, "1"] }];
        response.end(JSON.stringify({ status: "success", data: { result } }));
    });
    let url: string;

    before((done) => {
        prometheus.listen(0, "127.0.0.1", () => {
            url = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}/base`;
            done();
        });
    });

    after(() => prometheus.close());

    it("scrapes what the ServiceMonitor in the cluster says, and asks Prometheus for the Service's targets", async () => {
        assert.equal(told(await found("/metrics", url)), "ok: /metrics has 1 series; up in Prometheus (1 target)");
        const { pathname, searchParams } = new URL(asked ?? "", url);
        assert.equal(pathname, "/base/api/v1/query");
        assert.equal(searchParams.get("query"), 'up{namespace="mcp",service="demo-mcp"}');
    });

    it("does not ask Prometheus where there is nothing to scrape", async () => {
        assert.match(
            told(await found("/nothing", "http://127.0.0.1:1")),
            /^failed: what is scraped, \/nothing, answers 404/,
        );
    });
});
