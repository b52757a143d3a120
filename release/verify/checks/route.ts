import { connect as connectTls, type PeerCertificate } from "node:tls";
import type { DeployedRoute } from "../../deployed";
import type { Check } from "../context";
import { type Attempt, failed, notYet, ok, reasonOf, skipped } from "../finding";
import type { Way } from "../way";

const answerWithinMilliseconds = 10_000;

/** Whether the route can be reached from here, leads to something, and is encrypted as configured. */
export const route: Check = async (server, context) => {
    if (server.route === undefined) return skipped("it has no route");
    const { route: way } = context;
    if (way === undefined) return skipped("only the cluster was looked at (--internal)");
    const { route: configured } = server;
    return context.untilPassed(async () => {
        const reached = await reach(way, configured);
        if (reached.verdict === "failed") return reached;
        context.routeReached = true;
        if (configured.tls === undefined || configured.tls.redirect === false) return reached;
        return redirectVerdict(reached.found, way, configured);
    });
};

/** Any answer that is not the route's own excuse will do: what MCP makes of it, the handshake says. */
async function reach(way: Way, { kind, tls }: DeployedRoute): Promise<Attempt> {
    // Not a stream, which a buffering route would keep from us for ever.
    const headers = { accept: "application/json" };
    const signal = AbortSignal.timeout(answerWithinMilliseconds);
    let response: Response;
    try {
        response = await way.fetch(way.endpoint, { headers, signal, redirect: "manual" });
    } catch (error) {
        return notYet(
            `${way.endpoint.host} cannot be reached from here: ${reasonOf(error)}`,
            "when it is reachable from elsewhere only, look at the cluster alone: --internal; else DNS, load balancer or certificate",
        );
    }
    await response.body?.cancel();
    if (response.status >= 500) {
        const advice =
            "502 and 504: the route does not reach the pods (network policy, port); 503: it knows no ready pod";
        return notYet(`${way.endpoint.href} answers ${response.status}`, advice);
    }
    const certificate = tls === undefined ? "" : `, ${certificateText(await peerCertificate(way.endpoint))}`;
    return ok(`${way.endpoint.host} leads to the server (${kind})${certificate}`);
}

const certificateText = ({ valid_to: end, issuer }: PeerCertificate) =>
    `certificate of ${issuer.O ?? issuer.CN} until ${new Date(end).toISOString().slice(0, 10)}`;

function peerCertificate({ hostname, port }: URL): Promise<PeerCertificate> {
    return new Promise((resolve, reject) => {
        const host = hostname.endsWith(".localhost") ? "localhost" : hostname;
        const socket = connectTls({ host, port: Number(port || 443), servername: hostname }, () => {
            resolve(socket.getPeerCertificate());
            socket.end();
        });
        socket.once("error", reject);
    });
}

/** Only where the URL has HTTPS' own port is it known that plain HTTP has its own, too. */
async function redirectVerdict(reached: string, way: Way, configured: DeployedRoute): Promise<Attempt> {
    if (way.endpoint.port !== "") return ok(`${reached}; which port redirects plain HTTP is not known`);
    const plain = new URL(way.endpoint);
    plain.protocol = "http:";
    return plainHttpVerdict(reached, plain, way, configured);
}

/** What plain HTTP answers where it is to be redirected. */
export async function plainHttpVerdict(
    reached: string,
    plain: URL,
    way: Pick<Way, "fetch">,
    { kind }: Pick<DeployedRoute, "kind">,
): Promise<Attempt> {
    const signal = AbortSignal.timeout(answerWithinMilliseconds);
    const response = await way.fetch(plain, { redirect: "manual", signal });
    await response.body?.cancel();
    const location = response.headers.get("location") ?? "";
    const isRedirect = response.status >= 301 && response.status <= 308;
    if (isRedirect && location.startsWith("https://")) return ok(`${reached}; plain HTTP is redirected`);
    const advice =
        kind === "none"
            ? "whatever routes here is to redirect, or set route.tls.redirect: false"
            : "npm run release -- up sets back what was changed by hand";
    return failed(`${plain.href} answers ${response.status} in place of a redirect to HTTPS`, advice);
}
