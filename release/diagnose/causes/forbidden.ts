import { objectName } from "../../../components/model/names";
import { type Cause, type Fix, run, setKey } from "../cause";
import type { Answer, Evidence } from "../evidence";

/** 403 at the endpoint: an Origin, a Host, or a caller that is not allowed; by the server or before it. */
export function forbidden(evidence: Evidence): Cause[] {
    const [plain] = evidence.answers;
    const hostRefused = evidence.answers.find((answer) => isHostRefusal(answer));
    if (hostRefused) return [cause(hostRefused, ofHost(evidence))];
    if (plain?.status === 403) return [cause(plain, ofCaller(evidence))];
    const page = evidence.answers.find(({ origin, status }) => origin !== undefined && status === 403);
    return page ? [cause(page, ofOrigin(evidence, page.origin ?? ""))] : [];
}

type Reason = [title: string, why: string, fixes: Fix[]];

function cause(answer: Answer, [title, why, fixes]: Reason): Cause {
    const asked = answer.origin ? `, asked as from ${answer.origin}` : "";
    return {
        id: "forbidden",
        title: `${answer.status} Forbidden: ${title}`,
        where: answer.url,
        found: `${answer.status}${asked}: ${answer.body || "(empty)"}`,
        why,
        fixes,
        explains: [],
    };
}

const isHostRefusal = ({ status, body }: Answer) =>
    status !== undefined &&
    [400, 403, 421].includes(status) &&
    /(?:invalid|disallowed|unknown|misdirected)[^.]{0,20}host|host[^.]{0,30}not allowed/i.test(body);

const ofHost = ({ server, expected }: Evidence): Reason => [
    `the server does not take ${expected.route?.host ?? "this host"}`,
    "it keeps a list of hosts against DNS rebinding, and the route's host is not on it",
    [
        setKey(
            server,
            "settings.<the server's variable for allowed hosts>",
            expected.route?.host ?? "<host>",
            "put the host on its list (FastMCP: FASTMCP_HTTP_ALLOWED_HOSTS or TransportSecuritySettings)",
        ),
    ],
];

const ofOrigin = ({ server }: Evidence, origin: string): Reason => [
    `the server does not take calls from ${origin}`,
    "route.cors names the page, and the server refuses its Origin itself",
    [
        setKey(
            server,
            "settings.ALLOWED_ORIGINS",
            origin,
            "name it to the server as well (servers of others call the variable otherwise)",
        ),
    ],
];

function ofCaller({ server, podAnswers, expected, namespace, ingress }: Evidence): Reason {
    const own = podAnswers.find(({ path }) => path === expected.path);
    if (own?.status !== undefined && own.status !== 403) {
        const lists = Object.entries(ingress?.metadata.annotations ?? {}).filter(([name]) =>
            /whitelist|allowlist|auth-|modsecurity|denylist|wafv2/.test(name),
        );
        return [
            "the route refuses, not the server",
            lists.length > 0
                ? `annotations of the Ingress decide who may call: ${lists.map(([name, value]) => `${name}=${value}`).join(", ")}`
                : "a web ACL, an allow list or a login before the server",
            [
                run(
                    `kubectl get ingress ${objectName(server)} -n ${expected.route?.namespace ?? namespace} -o yaml`,
                    "see what it asks for",
                ),
                {
                    text: "correct it",
                    config: {
                        key: `mcp-eks:servers.${server}.route`,
                        value: "{ nginx: { annotations: … } } or { alb: { webAclArn: … } }",
                    },
                },
            ],
        ];
    }
    return [
        "the server refuses the caller",
        "the token has too few rights (scope, group), or the server admits no calls without one",
        [
            run(`kubectl logs -n ${namespace} deployment/${objectName(server)}`, "read why"),
            setKey(server, "client.auth", "bearer", "have clients send a token"),
        ],
    ];
}
