import { objectName } from "../../../components/model/names";
import { type Cause, run, setKey } from "../cause";
import type { Evidence } from "../evidence";

const unresolved =
    /(?:ENOTFOUND|EAI_AGAIN|no such host|Name or service not known|Temporary failure in name resolution|getaddrinfo failed|Could not resolve host|nodename nor servname)/i;
const hostNear =
    /(?:getaddrinfo (?:ENOTFOUND|EAI_AGAIN) |lookup |resolve host:? ?|host[='": ]+)["']?([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])/;

/** A name that the server cannot resolve, by its log, or a Service that its settings name and that is not there. */
export function nameResolution(evidence: Evidence): Cause[] {
    const services = Object.entries(evidence.namedServices)
        .filter(([, isThere]) => !isThere)
        .map(([name]) => missing(evidence, name));
    const hosts = Object.entries(evidence.resolved).filter(
        ([host, isThere]) =>
            !isThere && !services.some(({ where }) => where === `settings.${settingOf(evidence, host)}`),
    );
    const named = [...services, ...hosts.map(([host]) => unknownHost(evidence, host))];
    const line = evidence.logs.flatMap(({ lines }) => lines).find((one) => unresolved.test(one));
    if (line === undefined) return named;
    const [, host] = hostNear.exec(line) ?? [];
    if (host !== undefined && named.some(({ found }) => found.includes(host.split(".")[0] ?? host))) {
        return named.map((cause) => ({ ...cause, found: `${cause.found}\nlog: ${line}` }));
    }
    const isAgain = /EAI_AGAIN|Temporary failure/i.test(line);
    return [
        ...named,
        {
            id: "name-resolution",
            title: `DNS: the server cannot resolve ${host ?? "a name"}`,
            where: `pods of deployment ${objectName(evidence.server)}`,
            found: `log: ${line}`,
            why: isAgain
                ? "the cluster's DNS does not answer the pods: their policy lets them ask DNS in kube-system only, or CoreDNS is not well"
                : "there is no such name: misspelt, of another namespace (<service>.<namespace>), or of a zone that the VPC does not resolve",
            fixes: isAgain
                ? [
                      run(
                          "kubectl get pods,endpointslices -n kube-system -l k8s-app=kube-dns",
                          "see whether DNS runs, and runs there",
                      ),
                  ]
                : [
                      setKey(
                          evidence.server,
                          `settings.${settingOf(evidence, host)}`,
                          "<the right name>",
                          "correct the name",
                      ),
                  ],
            explains: ["crash", "probe"],
        },
    ];
}

function missing(evidence: Evidence, name: string): Cause {
    const [service, namespace] = name.split(".");
    return {
        id: "name-resolution",
        title: `DNS: a setting names ${name}, which is no Service`,
        where: `settings.${settingOf(evidence, name)}`,
        found: `there is no service ${service} in namespace ${namespace}`,
        why: "names below .svc are Services; this one cannot be resolved from any pod",
        fixes: [
            setKey(
                evidence.server,
                `settings.${settingOf(evidence, name)}`,
                `<a Service that \`kubectl get svc -n ${namespace}\` shows>`,
                "correct the name",
            ),
        ],
        explains: ["crash", "probe"],
    };
}

function unknownHost(evidence: Evidence, host: string): Cause {
    return {
        id: "name-resolution",
        title: `DNS: the pods cannot resolve ${host}`,
        where: `settings.${settingOf(evidence, host)}`,
        found: `asked inside a pod, the cluster's DNS knows no ${host}`,
        why: "there is no such name: misspelt, of another namespace (<service>.<namespace>), or of a zone that the VPC does not resolve",
        fixes: [
            setKey(evidence.server, `settings.${settingOf(evidence, host)}`, "<the right name>", "correct the name"),
        ],
        explains: ["crash", "probe"],
    };
}

const settingOf = ({ expected }: Evidence, host: string | undefined) =>
    Object.entries(expected.settings).find(([, value]) => host !== undefined && value.includes(host))?.[0] ?? "<NAME>";
