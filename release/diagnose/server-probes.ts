import type { KubeConfig } from "@kubernetes/client-node";
import type { StackConfig } from "../../stacks/config";
import type { DeployedServer } from "../deployed";
import { wayByRoute } from "../verify/way";
import type { Unreadable } from "./cause";
import type { Answer, Evidence, PodAnswer } from "./evidence";
import type { Expectation } from "./expectation";
import { condition, type Pod } from "./objects";
import { askPod } from "./pod-probes";
import { ask, listen } from "./route-probes";

/** What probing needs to know beside the server. */
export interface ProbeSources {
    config: StackConfig;
    kubeConfig: KubeConfig;
    /** How long a stream at the route is listened to; 0: none is opened. */
    listenMilliseconds: number;
    /** Where tokens of clients are. */
    environment: Record<string, string | undefined>;
}

export const isReady = (pod: Pod) => condition(pod, "Ready")?.status === "True";

/** The server as one of its pods tells, as clients of its route see it, and as a stream's listener does. */
export async function probeServer(
    sources: ProbeSources,
    server: DeployedServer,
    expected: Expectation,
    pods: Pod[],
    secrets: string[],
    unreadable: Unreadable[],
): Promise<Pick<Evidence, "podAnswers" | "answers" | "stream">> {
    const [podAnswers, route] = await Promise.all([
        podProbes(sources, server, pods, secrets, unreadable),
        routeProbes(sources, server, expected, secrets),
    ]);
    return { podAnswers, ...route };
}

async function podProbes(
    { kubeConfig }: ProbeSources,
    server: DeployedServer,
    pods: Pod[],
    secrets: string[],
    unreadable: Unreadable[],
): Promise<PodAnswer[]> {
    const running = pods.filter(
        ({ metadata, status }) =>
            !metadata.deletionTimestamp && status?.containerStatuses?.some(({ state }) => state?.running),
    );
    // What takes requests comes first; what does not is asked beside it, as a rollout may be stuck.
    const asked = [running.find(isReady), running.find((pod) => !isReady(pod))].filter((pod) => pod !== undefined);
    const perPod = await Promise.all(asked.map((pod) => askPod(kubeConfig, pod, server, isReady(pod), secrets)));
    const answers = perPod.flat();
    const refused = answers.find(({ error = "" }) => /forbidden|unexpected server response: 403/i.test(error));
    if (refused)
        unreadable.push({ what: `what pod ${refused.pod} answers`, why: `pods/portforward: ${refused.error}` });
    return answers;
}

async function routeProbes(
    { config, listenMilliseconds, environment }: ProbeSources,
    { url, era, name, route }: DeployedServer,
    { tokenVariable, origins }: Expectation,
    secrets: string[],
): Promise<{ answers: Answer[]; stream?: Evidence["stream"] }> {
    if (url === undefined || route === undefined) return { answers: [] };
    const token = tokenVariable === undefined ? undefined : environment[tokenVariable];
    const transport = config.servers[name]?.client?.transport ?? config.platform.client?.transport ?? "http";
    const way = wayByRoute(url);
    try {
        const question = { era, transport, token, secrets: [...secrets, ...(token ? [token] : [])] };
        const plain = await ask(way, url, question);
        const pages = plain.status === undefined ? [] : origins.slice(0, 1);
        const asked = await Promise.all(pages.map((origin) => ask(way, url, { ...question, origin })));
        const listens = plain.status === 200 && listenMilliseconds > 0;
        const stream = listens ? await listen(url, era, token, listenMilliseconds) : undefined;
        return { answers: [plain, ...asked], ...(stream && { stream }) };
    } finally {
        await way.close();
    }
}
