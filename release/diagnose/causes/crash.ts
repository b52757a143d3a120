import { type Cause, type Fix, run, setKey } from "../cause";
import { currentPods, type Evidence, endedByProbe } from "../evidence";
import type { ContainerStatus, Pod } from "../objects";

const shownLines = 8;
/** Where in the program it was, which tells people of a cluster nothing, and hides what was said before. */
const frame = /^\s+at |^\s*\^+$|^Node\.js v/;

/** A container that ends again and again. */
export function crash(evidence: Evidence): Cause[] {
    const [first] = currentPods(evidence).flatMap((pod) =>
        (pod.status?.containerStatuses ?? []).flatMap((status) =>
            isCrashing(status) && !endedByProbe(evidence, pod.metadata.name) ? [{ pod, status }] : [],
        ),
    );
    if (first === undefined) return [];
    const { pod, status } = first;
    const ended = status.lastState?.terminated ?? status.state?.terminated;
    const message = ended?.message ?? status.state?.waiting?.message ?? "";
    const lines = logOf(evidence, pod);
    const text = [message, ...lines].join("\n");
    const limit = pod.spec.containers[0]?.resources?.limits?.memory;
    const rule =
        ended?.reason === "OOMKilled"
            ? outOfMemory(limit)
            : rules.map((make) => make(text, evidence)).find((one) => one !== undefined);
    const state = `exit code ${ended?.exitCode ?? "unknown"}${ended?.reason ? ` (${ended.reason})` : ""}, ${status.restartCount} restarts`;
    return [
        {
            id: "crash",
            title: `CrashLoopBackOff: ${rule?.title ?? `the program ends with ${exitText(ended?.exitCode)}`}`,
            where: `pod ${pod.metadata.name}`,
            found: [
                state,
                ...(message ? [message] : []),
                ...lines
                    .filter((line) => !frame.test(line))
                    .slice(-shownLines)
                    .map((line) => `log: ${line}`),
            ].join("\n"),
            why: rule?.why ?? "the program ends by itself; its last lines are above",
            fixes: [
                ...(rule?.fixes(evidence.server) ?? []),
                run(`kubectl logs -n ${evidence.namespace} ${pod.metadata.name} --previous`, "read all that it wrote"),
            ],
            explains: ["probe", "rollout", "service", "route-answer", "autoscaler"],
        },
    ];
}

function isCrashing({ state, restartCount, lastState, ready }: ContainerStatus): boolean {
    if (state?.waiting?.reason === "CrashLoopBackOff" || state?.waiting?.reason === "RunContainerError") return true;
    if (state?.terminated && state.terminated.exitCode !== 0) return true;
    // Between two crashes it runs for a moment. One that its liveness probe ends is another matter.
    return (
        !ready &&
        restartCount >= 2 &&
        lastState?.terminated !== undefined &&
        ![137, 143].includes(lastState.terminated.exitCode)
    );
}

/** What the container wrote before it ended; of the running one where there is no other. */
function logOf({ logs }: Evidence, { metadata }: Pod): string[] {
    const own = logs.filter(({ pod }) => pod === metadata.name);
    return (own.find(({ previous, lines }) => previous && lines.length > 0) ?? own[0])?.lines ?? [];
}

const exitText = (code: number | undefined) =>
    ({
        0: "exit code 0: a server must not end",
        126: "126: it may not be executed",
        127: "127: there is no such program",
    })[code ?? -1] ?? `exit code ${code}`;

interface Rule {
    title: string;
    why: string;
    fixes(server: string): Fix[];
}

const outOfMemory = (limit: string | undefined): Rule => ({
    title: "OOMKilled, the server needs more memory than it may use",
    why: `the limit is ${limit ?? "the node's memory"}`,
    fixes: (server) => [
        setKey(server, "resources.limits.memory", "1Gi", `raise the limit${limit ? ` from ${limit}` : ""}`),
    ],
});

const missingVariable =
    /(?:KeyError: ['"]([A-Z][A-Z0-9_]{2,})['"])|(?:\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b["'`]?(?: environment variable)? (?:is|are|was|must be) (?:not set|not defined|missing|required|set|undefined|unset|empty))|(?:(?:missing|required|set|define|no)(?: required)?(?: the)? (?:environment )?(?:variable|env(?: var)?)s?:? ["'`]?([A-Z][A-Z0-9_]{2,}))/i;

/** The first that fits is the cause. */
const rules: ((text: string, evidence: Evidence) => Rule | undefined)[] = [
    (text) =>
        /exec format error/i.test(text)
            ? {
                  title: "the image is for another architecture than the nodes",
                  why: "the program in it is for another processor",
                  fixes: () => [
                      {
                          text: "build for the nodes",
                          config: { key: "mcp-eks:platform.images.platform", value: "linux/arm64   # or linux/amd64" },
                      },
                  ],
              }
            : undefined,
    (text, { server, expected }) => {
        const [, ...names] = missingVariable.exec(text) ?? [];
        const name = names.find((one) => one !== undefined && one === one.toUpperCase());
        if (name === undefined || name in expected.settings) return undefined;
        const has = expected.secrets.includes(name);
        return {
            title: `the environment variable ${name} is missing`,
            why: has
                ? "it is among the server's secrets and does not reach the pod"
                : `neither settings nor secrets of server "${server}" have it`,
            fixes: () => [
                setKey(server, `settings.${name}`, "<value>", "give it"),
                setKey(server, `secrets.${name}`, "{ fromConfig: <key> }", "or, when it is a secret"),
            ],
        };
    },
    (text) =>
        /EROFS|read-only file system/i.test(text)
            ? {
                  title: "it writes where it may not",
                  why: "the root file system cannot be written; /tmp and volumes can",
                  fixes: (server) => [
                      setKey(
                          server,
                          "volumes",
                          "[{ name: work, mountPath: <folder>, emptyDir: {} }]",
                          "give it a folder",
                      ),
                      setKey(
                          server,
                          "security.writableRootReason",
                          "<why it must>",
                          "or, where that is not enough, a writable root",
                      ),
                  ],
              }
            : undefined,
    (text) =>
        /EACCES|permission denied/i.test(text)
            ? {
                  title: "its user may not read or start what it needs",
                  why: "the image is built for another user than the pods run as",
                  fixes: (server) => [
                      setKey(
                          server,
                          "security.userId",
                          "<uid>",
                          "the number of the image's own user (docker image inspect)",
                      ),
                  ],
              }
            : undefined,
    (text) =>
        /executable file not found|no such file or directory: unknown|Cannot find module/i.test(text)
            ? {
                  title: "the image has no such program or file",
                  why: "what starts the server is not in the image, or not where it is looked for",
                  fixes: (server) => [
                      setKey(
                          server,
                          "command",
                          "[<program>, <argument>]",
                          "name one that is there (or code.command, stdio.command)",
                      ),
                  ],
              }
            : undefined,
    (text) =>
        /EADDRINUSE|address already in use/i.test(text)
            ? {
                  title: "its port is taken",
                  why: "two programs of the container listen on one port",
                  fixes: (server) => [setKey(server, "port", "<port>", "another port")],
              }
            : undefined,
];
