import type { KubeConfig } from "@kubernetes/client-node";
// Not the one of Node.js: beside the npm package in a process, that one never ends a POST (undici 6 in Node.js 20, 7 from npm).
import { fetch } from "undici";
import type { DeployedServer } from "../deployed";
import { forwardPort } from "../port-forward";
import type { PodAnswer } from "./evidence";
import { masked } from "./masking";
import type { Pod } from "./objects";
import { errorCode, handshake } from "./route-probes";

/** Where images of others tell how they are. */
const healthPaths = ["/health", "/healthz", "/ready", "/readyz", "/livez", "/"];
/** Where they listen when they do not heed PORT. */
const commonPorts = [3000, 5000, 8000, 8080];
/** The way through the API server is a long one; what is refused is refused at once. */
const answerMilliseconds = 15_000;
const bodyCharacters = 200;

interface Asked {
    method: "GET" | "POST";
    path: string;
}

/**
 * Asks a pod itself, from inside its own network: no Service, policy or route is in the way, and a server that listens on
 * 127.0.0.1 only is heard as well.
 */
export async function askPod(
    kubeConfig: KubeConfig,
    pod: Pod,
    server: DeployedServer,
    isReady: boolean,
    secrets: string[],
): Promise<PodAnswer[]> {
    const endpoint: Asked = { method: "POST", path: server.path };
    const probes = Object.values(server.probes).flatMap((target) => (target?.kind === "http" ? [target.path] : []));
    const asked = isReady
        ? [endpoint]
        : [endpoint, ...[...new Set([...probes, ...healthPaths])].map((path): Asked => ({ method: "GET", path }))];
    const answers = await askPort(kubeConfig, pod, server, server.port, asked, secrets);
    if (isReady || answers.some(({ status }) => status !== undefined)) return answers;
    const others = commonPorts.filter((port) => port !== server.port);
    const elsewhere = await Promise.all(
        others.map((port) => askPort(kubeConfig, pod, server, port, [{ method: "GET", path: "/" }], secrets)),
    );
    return [...answers, ...elsewhere.flat()];
}

async function askPort(
    kubeConfig: KubeConfig,
    pod: Pod,
    server: DeployedServer,
    port: number,
    asked: Asked[],
    secrets: string[],
): Promise<PodAnswer[]> {
    const { name } = pod.metadata;
    const forwarded = await forwardPort(kubeConfig, { namespace: server.namespace, pod: name, port });
    const answers: PodAnswer[] = [];
    try {
        for (const { method, path } of asked) {
            const answer = await askPath(`http://127.0.0.1:${forwarded.localPort}${path}`, method, server, secrets);
            answers.push({
                pod: name,
                port,
                path,
                ...answer,
                ...(answer.status === undefined && { error: forwarded.lastError() ?? answer.error }),
            });
            // Nothing listens: the other paths are not there either.
            if (answer.status === undefined) break;
        }
    } finally {
        forwarded.close();
    }
    return answers;
}

async function askPath(
    url: string,
    method: Asked["method"],
    { era }: DeployedServer,
    secrets: string[],
): Promise<Pick<PodAnswer, "status" | "body" | "error">> {
    const signal = AbortSignal.timeout(answerMilliseconds);
    try {
        const response = await fetch(url, {
            signal,
            redirect: "manual",
            method,
            ...(method === "POST" && handshake(era)),
        });
        const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
        if (isStream) await response.body?.cancel();
        const body = isStream ? "" : (await response.text()).slice(0, bodyCharacters);
        return { status: response.status, body: masked(body, secrets) };
    } catch (error) {
        return { body: "", error: errorCode(error) };
    }
}
