import { codeServer, patch } from "./diagnosis";
import { kubectl } from "./kubectl";

/** A page that the route names, and the server refuses. */
export const page = "https://chat.example.com";
export const absentService = "db.nowhere.svc.cluster.local";
/** RFC 5737: in no network. */
export const privateAddress = "10.254.0.7";

const path = (server: string) => `/ways/${server}/mcp`;
const plain = (server: string, fields: object = {}) => codeServer("servers/single-file", path(server), fields);
const odd = (server: string, settings: Record<string, string>, fields: object = {}) =>
    codeServer("test/support/odd-server", path(server), { settings, ...fields });

/** A server for each accident on the way to it, named by it. */
export const wayServers = {
    streaming: odd("streaming", { STREAM_SECONDS: "3600" }, { era: "legacy" }),
    unguarded: plain("unguarded"),
    guarded: plain("guarded", { network: { clients: [{ namespace: "kube-system" }] } }),
    misnamed: plain("misnamed", { network: { clients: [{ namespace: "litelm" }] } }),
    nameless: plain("nameless"),
    unselected: plain("unselected"),
    lost: plain("lost", { settings: { DATABASE_URL: `postgres://app@${absentService}:5432/app` } }),
    misspelt: plain("misspelt", { settings: { API_URL: "https://api.exmple.invalid/v1" } }),
    cut: odd("cut", { CALLS: `${privateAddress}:5432` }),
    unauthorized: odd("unauthorized", { ANSWER: "401" }),
    originless: plain("originless", { route: { cors: { origins: [page] } } }),
    hostless: odd("hostless", { ONLY_HOST: "localhost" }, { route: { host: "hostless.localhost" } }),
    pathless: odd("pathless", { ONLY_PATH: "/other" }),
    buffered: odd("buffered", { STREAM_SECONDS: "3600" }, { era: "legacy" }),
    minute: plain("minute"),
    ended: odd("ended", { STREAM_SECONDS: "1" }, { era: "legacy" }),
    routeless: plain("routeless"),
    misled: plain("misled"),
    unknown: plain("unknown", { route: { host: "diagnose.invalid" } }),
    gated: plain("gated", {
        network: { ingressControllerNamespace: "gateway-system" },
        route: {
            kind: "gateway",
            host: "gated.localhost",
            gateway: { name: "mcp-gateway", namespace: "gateway-system" },
        },
    }),
    asleep: plain("asleep"),
};

const nginx = "nginx.ingress.kubernetes.io";

/** Breaks each way otherwise, by hand; what the configuration breaks is not among them. */
export async function breakWays(namespace: string): Promise<void> {
    const annotate = (server: string, ...changes: string[]) =>
        kubectl("annotate", "--overwrite", `ingress/${server}-mcp`, "-n", namespace, ...changes);
    const json = (object: string, ...operations: object[]) =>
        kubectl("patch", object, "-n", namespace, "--type=json", "-p", JSON.stringify(operations));
    await Promise.all([
        kubectl("delete", "networkpolicy/unguarded-mcp", "-n", namespace),
        json("networkpolicy/guarded-mcp", { op: "remove", path: "/spec/ingress/0/from/0" }),
        kubectl("delete", "service/nameless-mcp", "-n", namespace),
        patch(namespace, "service/unselected-mcp", { spec: { selector: { "app.kubernetes.io/name": "unselected" } } }),
        annotate("buffered", `${nginx}/proxy-buffering-`),
        annotate("minute", `${nginx}/proxy-read-timeout-`, `${nginx}/proxy-send-timeout=60`),
        kubectl("delete", "ingress/routeless-mcp", "-n", namespace),
        json("ingress/misled-mcp", { op: "replace", path: "/spec/rules/0/http/paths/0/path", value: "/elsewhere" }),
        json("httproute/gated-mcp", { op: "remove", path: "/spec/rules/0/timeouts" }),
        kubectl("scale", "deployment/asleep-mcp", "--replicas=0", "-n", namespace),
    ]);
}
