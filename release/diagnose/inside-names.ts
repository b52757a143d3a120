import { isIP } from "node:net";
import { Writable } from "node:stream";
import { Exec, type KubeConfig } from "@kubernetes/client-node";
import type { Unreadable } from "./cause";
import type { Pod } from "./objects";

const longestMilliseconds = 15_000;
/** Every cluster has it: a pod that cannot resolve this one has no means to be asked by. */
const knownName = "kubernetes.default.svc";
/** By what the image has; each says by its exit code whether there is such a name. */
const script = `for name in "$@"; do
  { getent hosts "$name" || nslookup "$name" || node -e 'require("dns").lookup(process.argv[1], (e) => process.exit(e ? 1 : 0))' "$name" ||
    python3 -c 'import socket, sys; socket.gethostbyname(sys.argv[1])' "$name"; } >/dev/null 2>&1 && echo "$name yes" || echo "$name no"
done`;

/** Hosts of URLs that settings name. */
export function hostsNamedIn(settings: Record<string, string>): string[] {
    const hosts = Object.values(settings).flatMap((value) => {
        const [, host] = /^[a-z][a-z0-9+]*:\/\/(?:[^/@\s]*@)?([A-Za-z0-9][A-Za-z0-9.-]*)/.exec(value) ?? [];
        return host === undefined || host === "localhost" || isIP(host) > 0 ? [] : [host];
    });
    return [...new Set(hosts)];
}

/** What the script wrote; nothing where the pod had no means to find out. */
export function resolvedNames(written: string): Record<string, boolean> {
    const answers = Object.fromEntries(
        [...written.matchAll(/^(\S+) (yes|no)$/gm)].map(([, name = "", answer]) => [name, answer === "yes"]),
    );
    const { [knownName]: hasMeans, ...named } = answers;
    return hasMeans ? named : {};
}

/** Whether names can be resolved in a running pod, by running a shell in it; an image without one is not asked. */
export async function resolveInside(
    kubeConfig: KubeConfig,
    pod: Pod,
    names: string[],
    unreadable: Unreadable[],
): Promise<Record<string, boolean>> {
    if (names.length === 0) return {};
    const { name, namespace = "" } = pod.metadata;
    const chunks: string[] = [];
    const stdout = new Writable({
        write(chunk: Buffer, _encoding, done) {
            chunks.push(chunk.toString("utf8"));
            done();
        },
    });
    const command = ["sh", "-c", script, "sh", knownName, ...names];
    const container = pod.spec.containers[0]?.name ?? "";
    try {
        await new Promise<void>((resolve, reject) => {
            const timer = setTimeout(resolve, longestMilliseconds);
            const ended = () => {
                clearTimeout(timer);
                resolve();
            };
            new Exec(kubeConfig).exec(namespace, name, container, command, stdout, null, null, false, ended).then(
                (socket) => socket.on("close", ended),
                (error: unknown) => {
                    clearTimeout(timer);
                    reject(error as Error);
                },
            );
        });
    } catch (error) {
        const { message } = error as Error;
        unreadable.push({ what: `names as pod ${name} resolves them`, why: `pods/exec: ${message}` });
    }
    return resolvedNames(chunks.join(""));
}
