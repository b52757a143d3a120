import { type Cause, type Fix, run } from "../cause";
import type { Evidence } from "../evidence";

/** A host that cannot be asked from here: its name, its address, its certificate. */
export function routeUnreachable({ answers, expected, ingress, server }: Evidence): Cause[] {
    const [answer] = answers;
    const { route } = expected;
    if (answer?.error === undefined || route === undefined) return [];
    const rule = rules.find(({ pattern }) => pattern.test(answer.error ?? ""));
    const address =
        ingress?.status?.loadBalancer?.ingress?.map(({ hostname, ip }) => hostname ?? ip).join(", ") ??
        "<address of the load balancer>";
    return [
        {
            id: "route-unreachable",
            title: rule?.title(route.host) ?? `${route.host} does not answer`,
            where: route.url,
            found: `${answer.error} after ${answer.milliseconds} ms, asked from here`,
            why: rule?.why ?? "nothing came back; whether the fault is here, on the way or there is not known",
            fixes: rule?.fixes(route.host, address, server) ?? [run(`curl -v ${route.url}`, "see how far it gets")],
            explains: [],
        },
    ];
}

interface Rule {
    pattern: RegExp;
    title(host: string): string;
    why: string;
    fixes(host: string, address: string, server: string): Fix[];
}

const rules: Rule[] = [
    {
        pattern: /ENOTFOUND|EAI_AGAIN/,
        title: (host) => `DNS: ${host} is no name`,
        why: "no DNS record leads the host to the load balancer (external-dns does not run, or not for this zone), or it is a private zone",
        fixes: (host, address) => [{ text: `make a record: ${host} CNAME ${address}` }],
    },
    {
        pattern: /CERT|certificate|SSL|TLS|ALTNAME|self.signed/i,
        title: (host) => `the certificate of ${host} is not accepted`,
        why: "the Secret with the certificate is missing (the controller then shows one of its own), expired or of another host",
        fixes: (_host, _address, server) => [
            run("kubectl get certificates,secrets -A | grep tls", "see whether it was issued"),
            {
                text: "name the right one",
                config: { key: `mcp-eks:servers.${server}.route.tls.secretName`, value: "<secret>" },
            },
        ],
    },
    {
        pattern: /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/,
        title: (host) => `nothing listens at ${host}`,
        why: "the name leads to an address where no load balancer listens, or not on this port",
        fixes: (host, _address, server) => [
            run(`dig +short ${host}`, "compare with the address of the Ingress or Gateway"),
            {
                text: "and the port that clients are given",
                config: { key: `mcp-eks:servers.${server}.route.publicPort`, value: "<port>" },
            },
        ],
    },
    {
        pattern: /TIMEDOUT|timeout|aborted/i,
        title: (host) => `${host} does not answer in time`,
        why: "the load balancer is internal and this machine is not in its network, a firewall or security group drops the call, or the server hangs",
        fixes: (host) => [
            {
                text: `run the diagnosis from inside the network, or for a public host: mcp-eks:platform.route.alb.scheme`,
            },
            run(`dig +short ${host}`, "see whether its address is a private one"),
        ],
    },
];
