import { type Cause, type Fix, putBack, run, setKey } from "../cause";
import { currentPods, type Evidence, eventMessages } from "../evidence";

/** A pod that cannot start: it names a Secret or ConfigMap, or a key of one, that is not there (CreateContainerConfigError). */
export function missingConfiguration(evidence: Evidence): Cause[] {
    const waiting = currentPods(evidence).flatMap(({ metadata, status }) =>
        (status?.containerStatuses ?? []).flatMap(({ state }) =>
            state?.waiting?.reason === "CreateContainerConfigError"
                ? [{ name: metadata.name, message: state.waiting.message ?? "" }]
                : [],
        ),
    );
    const mounts = eventMessages(evidence, "FailedMount", "Pod").filter(({ name }) =>
        currentPods(evidence).some(({ metadata, status }) => metadata.name === name && status?.phase === "Pending"),
    );
    const seen = new Set<string>();
    return [...waiting, ...mounts].flatMap(({ name, message }) => {
        const cause = reason(evidence, message);
        if (cause === undefined || seen.has(cause.title)) return [];
        seen.add(cause.title);
        return [
            {
                id: "missing-configuration" as const,
                ...cause,
                where: `pod ${name}`,
                found: message,
                explains: ["rollout", "service", "route-answer", "autoscaler"] satisfies Cause["explains"],
            },
        ];
    });
}

function reason(evidence: Evidence, message: string): { title: string; why: string; fixes: Fix[] } | undefined {
    const { namespace, stack, server } = evidence;
    const [, keyName, ofKind = "", ofName = ""] =
        /couldn't find key (\S+) in (Secret|ConfigMap) [^/\s]+\/(\S+)/.exec(message) ?? [];
    if (keyName !== undefined) {
        const has = evidence.secretKeys[ofName];
        return {
            title: `CreateContainerConfigError: ${ofKind} "${ofName}" has no key "${keyName}"`,
            why: has
                ? `its keys are ${has.join(", ") || "none"}`
                : `the pod takes a variable from a key that the ${ofKind} has not`,
            fixes: [
                ofKind === "Secret"
                    ? setKey(server, `secrets.${keyName}`, "{ fromConfig: <key> }", "have the stack make it")
                    : putBack(stack, "what the pods take from it"),
                run(`kubectl describe ${ofKind.toLowerCase()} ${ofName} -n ${namespace}`, "see the keys that it has"),
            ],
        };
    }
    const [, kind = "", name] = /(secret|configmap) "([^"]+)" not found/i.exec(message) ?? [];
    if (name !== undefined) {
        const syncs = evidence.externalSecrets.some(
            ({ spec, metadata }) => (spec.target?.name ?? metadata.name) === name,
        );
        return {
            title: `CreateContainerConfigError: ${kind} "${name}" is not there`,
            why: syncs
                ? `External Secrets writes it, from externalsecret ${name}`
                : evidence.expected.objects.deployment === undefined || isOfStack(evidence, name)
                  ? "the pods name it, and somebody has deleted it"
                  : "the pods in the cluster name it, and the configuration does not: somebody has changed them by hand",
            fixes: syncs
                ? [
                      run(
                          `kubectl annotate externalsecret ${name} -n ${namespace} force-sync=$(date +%s) --overwrite`,
                          "have it synced again",
                      ),
                  ]
                : [putBack(stack, "it")],
        };
    }
    if (/runAsNonRoot|run as root/i.test(message)) {
        return {
            title: "CreateContainerConfigError: the image would run as root",
            why: "its USER is root or a name that Kubernetes cannot judge, and no user is given",
            fixes: [setKey(server, "security.userId", "10001", "give the number of a user that the image can run as")],
        };
    }
    return undefined;
}

const isOfStack = ({ expected }: Evidence, name: string) =>
    JSON.stringify(expected.objects.deployment ?? {}).includes(`"${name}"`);
