import { ApiException } from "@kubernetes/client-node";
import { fetch } from "undici";
import type { DeployedServer } from "../../deployed";
import type { Check, CheckContext } from "../context";
import { type Attempt, failed, notYet, ok, skipped } from "../finding";
import { type PodWay, wayToPod } from "../way";

/** A ServiceMonitor, as far as it says what is scraped. */
interface ServiceMonitor {
    spec?: { endpoints?: { port?: string; path?: string }[] };
}

const resource = { group: "monitoring.coreos.com", version: "v1", plural: "servicemonitors" };
const answerWithinMilliseconds = 10_000;
const elsewhere =
    "the server has its metrics elsewhere: monitoring.port, monitoring.path; or none: it needs no block monitoring";

/** Whether what the ServiceMonitor has scraped is metrics, and whether a Prometheus that was named scrapes it. */
export const metrics: Check = async (server, context) => {
    if (server.metrics === undefined) return skipped("its metrics are not collected");
    const pod = await context.pod();
    if (pod === undefined) return skipped("no pod is ready to be asked");
    const { monitorName, monitorNamespace, port } = server.metrics;
    return context.untilPassed(async () => {
        const monitor = await serviceMonitor(context, monitorName, monitorNamespace);
        const path = monitor?.spec?.endpoints?.[0]?.path;
        if (monitor === undefined) {
            const missing = `there is no ServiceMonitor ${monitorName} in namespace ${monitorNamespace}`;
            return failed(missing, "npm run release -- up makes it");
        }
        const scraped = await atPort(port, pod, server, context, (way) => scrape(way, path ?? "/metrics"));
        if (scraped.verdict === "failed" || context.prometheus === undefined) return scraped;
        return targetVerdict(scraped.found, await targets(context.prometheus, server));
    });
};

async function serviceMonitor({ kubernetes }: CheckContext, name: string, namespace: string) {
    const found: unknown = await kubernetes.custom
        .getNamespacedCustomObject({ ...resource, namespace, name })
        .catch((error: unknown) => {
            if (error instanceof ApiException && error.code === 404) return undefined;
            throw error;
        });
    return found as ServiceMonitor | undefined;
}

/** Asks the pod at the port of its metrics, where that is one of their own. */
async function atPort(
    port: number | undefined,
    pod: PodWay,
    server: DeployedServer,
    { kubernetes }: CheckContext,
    ask: (way: PodWay) => Promise<Attempt>,
): Promise<Attempt> {
    if (port === undefined) return ask(pod);
    const way = await wayToPod(kubernetes.kubeConfig, { ...server, port }, pod.pod);
    try {
        return await ask(way);
    } catch (error) {
        const refused = way.lastError();
        if (refused === undefined) throw error;
        return failed(`port ${port} of pod ${pod.pod}: ${refused}`, elsewhere);
    } finally {
        await way.close();
    }
}

async function scrape(pod: PodWay, path: string): Promise<Attempt> {
    const signal = AbortSignal.timeout(answerWithinMilliseconds);
    const headers = { accept: "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3" };
    const response = await pod.fetch(new URL(path, pod.endpoint), { headers, signal });
    return scrapeVerdict(path, response.status, await response.text());
}

/** A line with a sample (prometheus.io/docs/instrumenting/exposition_formats). */
const sample =
    /^([A-Za-z_:][A-Za-z0-9_:]*)(\{.*\})?\s+(NaN|[+-]?(Inf|[0-9.]+([eE][+-]?[0-9]+)?))(\s+[0-9.]+)?(\s+#.*)?$/;

/** Judges what a path answers by whether Prometheus could read it. */
export function scrapeVerdict(path: string, status: number, body: string): Attempt {
    if (status !== 200) return failed(`what is scraped, ${path}, answers ${status}`, elsewhere);
    const lines = body.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
    const wrong = lines.find((line) => !sample.test(line));
    if (wrong !== undefined)
        return failed(`${path} is not in Prometheus' text format: ${wrong.slice(0, 80)}`, elsewhere);
    if (lines.length === 0) return failed(`${path} answers without a single metric`, elsewhere);
    return ok(`${path} has ${lines.length} series`);
}

/** What Prometheus says of a target: "1" is up. */
interface Target {
    pod: string | undefined;
    up: string;
}

async function targets(prometheus: string, { namespace, serviceName }: DeployedServer): Promise<Target[]> {
    const url = new URL("api/v1/query", prometheus.endsWith("/") ? prometheus : `${prometheus}/`);
    url.searchParams.set("query", `up{namespace="${namespace}",service="${serviceName}"}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMilliseconds) });
    if (!response.ok) throw new Error(`${url.origin} answers ${response.status}`);
    const { data } = (await response.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value }) => ({ pod: metric.pod, up: value[1] }));
}

/** Judges the server's targets in Prometheus. */
export function targetVerdict(scraped: string, found: Target[]): Attempt {
    const look = "look at its page Targets: the ServiceMonitor's label release, network.monitoringNamespace";
    if (found.length === 0) return notYet(`${scraped}; Prometheus has no target for it`, look);
    const down = found.filter(({ up }) => up !== "1").map(({ pod = "a target" }) => pod);
    if (down.length > 0) return notYet(`${scraped}; Prometheus does not reach ${down.join(", ")}`, look);
    return ok(`${scraped}; up in Prometheus (${found.length} ${found.length === 1 ? "target" : "targets"})`);
}
