import { type Cause, type Fix, run, setKey } from "../cause";
import { currentPods, type Evidence, endedByProbe, eventMessages } from "../evidence";
import { type Container, condition, type Pod } from "../objects";

/** How servers say where they listen. */
const listening = /(?:listening|running|started|serving|available)\b.*?(?::|port["':= ]+)(\d{4,5})\b/i;

type ProbeName = "startup" | "readiness" | "liveness";

/** A pod that runs and whose probes fail: which, what it asks, what it was answered, what would have answered. */
export function probe(evidence: Evidence): Cause[] {
    const unready = currentPods(evidence).filter((pod) => isUnready(pod) || endedByProbe(evidence, pod.metadata.name));
    const failures = unready.flatMap((pod) =>
        eventMessages(evidence, "Unhealthy", "Pod")
            .filter(({ name }) => name === pod.metadata.name)
            .flatMap(({ message }) => parsed(pod, message)),
    );
    // Liveness and startup end the container, readiness only keeps requests from it.
    const [failure] = (["liveness", "startup", "readiness"] as const).flatMap((name) =>
        failures.filter((one) => one.probe === name),
    );
    if (failure === undefined) return [];
    const { pod, probe, answer } = failure;
    const container = pod.spec.containers[0];
    const asked = askedOf(container, probe);
    return [
        {
            id: "probe",
            title: `the ${probe} probe fails: ${answer}`,
            where: `pod ${pod.metadata.name}`,
            found: `${asked} was answered: ${failure.message}`,
            why: why(evidence, failure),
            fixes: [
                ...fixes(evidence, failure),
                run(`kubectl logs -n ${evidence.namespace} ${pod.metadata.name}`, "read what the server says"),
            ],
            explains: ["rollout", "service", "route-answer", "autoscaler"],
        },
    ];
}

const isUnready = (pod: Pod) =>
    condition(pod, "PodScheduled")?.status === "True" &&
    (pod.status?.containerStatuses ?? []).some(
        ({ ready, state }) => !ready && (state?.running !== undefined || state?.waiting?.reason === "CrashLoopBackOff"),
    );

interface Failure {
    pod: Pod;
    probe: ProbeName;
    message: string;
    answer: string;
}

function parsed(pod: Pod, message: string): Failure[] {
    const [, name] = /^(Startup|Readiness|Liveness) probe (?:failed|errored)/.exec(message) ?? [];
    if (name === undefined) return [];
    const [, status] = /statuscode: (\d+)/.exec(message) ?? [];
    const answer = status
        ? `status ${status}`
        : /refused/.test(message)
          ? "connection refused"
          : /deadline|timeout|Timeout/.test(message)
            ? "no answer in time"
            : "failed";
    return [{ pod, probe: name.toLowerCase() as ProbeName, message, answer }];
}

function askedOf(container: Container | undefined, name: ProbeName): string {
    const probe = container?.[`${name}Probe`];
    const portOf = (port: number | string) =>
        typeof port === "number" ? port : (container?.ports?.find((one) => one.name === port)?.containerPort ?? port);
    if (probe?.httpGet) return `GET ${probe.httpGet.path ?? "/"} on port ${portOf(probe.httpGet.port)}`;
    return probe?.tcpSocket ? `a connection to port ${portOf(probe.tcpSocket.port)}` : `the ${name} probe`;
}

/** What the pod whose probe fails answers when it is asked from inside itself. */
const answersOf = ({ podAnswers }: Evidence, { metadata }: Pod) =>
    podAnswers.filter(({ pod }) => pod === metadata.name);

/** Paths that would do for a probe. */
const answering = (evidence: Evidence, pod: Pod) =>
    answersOf(evidence, pod)
        .filter(
            ({ status, port, path }) =>
                status === 200 && port === evidence.expected.port && path !== evidence.expected.path,
        )
        .map(({ path }) => path);

/** Other ports that somebody listens on. */
const otherPorts = (evidence: Evidence, pod: Pod) => {
    const others = answersOf(evidence, pod).filter(
        ({ status, port }) => status !== undefined && port !== evidence.expected.port,
    );
    const logged = evidence.logs
        .filter((log) => log.pod === pod.metadata.name)
        .flatMap(({ lines }) => lines.flatMap((line) => listening.exec(line)?.[1] ?? []))
        .map(Number)
        .filter((port) => port !== evidence.expected.port);
    return [...new Set([...others.map(({ port }) => port), ...logged])];
};

/** Asked from inside the pod it answers, where the kubelet is refused. */
const onLoopback = (evidence: Evidence, pod: Pod) =>
    answersOf(evidence, pod).some(({ status, port }) => status !== undefined && port === evidence.expected.port);

function why(evidence: Evidence, { pod, answer }: Failure): string {
    if (answer === "status 404") {
        const paths = answering(evidence, pod);
        return paths.length > 0
            ? `the server has no such path; it answers 200 at ${paths.join(", ")}`
            : "the server runs, and has no such path";
    }
    if (answer === "connection refused") {
        const ports = otherPorts(evidence, pod);
        if (onLoopback(evidence, pod)) return "it listens on 127.0.0.1 only, where nobody outside its pod reaches it";
        return ports.length > 0
            ? `nothing listens on port ${evidence.expected.port}; something does on ${ports.join(", ")}`
            : `nothing listens on port ${evidence.expected.port} of the pod's address: another port, 127.0.0.1 in place of 0.0.0.0, or it has not started yet`;
    }
    if (answer === "no answer in time")
        return "the server takes longer than the probe waits: it hangs, or has too little CPU";
    if (/status (401|403)/.test(answer))
        return "the path asks for a login that the kubelet does not have, or refuses its Host";
    return "the server says itself that it is not well";
}

function fixes(evidence: Evidence, { pod, probe, answer }: Failure): Fix[] {
    const { server, expected } = evidence;
    const key = `health.${probe}Path`;
    const tcp = setKey(server, "health.kind", "tcp", "or, where it has no such path, have only its port tried");
    if (/status (404|401|403)/.test(answer)) {
        return [
            setKey(
                server,
                key,
                answering(evidence, pod)[0] ?? "<path>",
                "name a path that answers 200 without a login",
            ),
            tcp,
        ];
    }
    if (answer === "connection refused") {
        const [port] = otherPorts(evidence, pod);
        if (onLoopback(evidence, pod)) {
            return [
                setKey(
                    server,
                    "settings.<the server's variable for its address>",
                    "0.0.0.0",
                    "have it listen on all addresses (often HOST, MCP_HOST)",
                ),
            ];
        }
        return [
            setKey(
                server,
                "port",
                String(port ?? "<port>"),
                port
                    ? "the port that it listens on"
                    : `have it listen on 0.0.0.0 and PORT=${expected.port}, or name its own port`,
            ),
            setKey(
                server,
                "health.startup.failureThreshold",
                "60",
                "or, where it only starts slowly, wait longer (2 seconds a try)",
            ),
        ];
    }
    if (answer === "no answer in time") {
        return [
            setKey(server, `health.${probe}.timeoutSeconds`, "10", "wait longer for an answer"),
            setKey(server, "resources.limits.cpu", "2", "or give it more CPU"),
        ];
    }
    return [{ text: "the log says what it misses: a database, a token, another service" }];
}
