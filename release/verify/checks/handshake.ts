import type { Era } from "../../../components/model/era";
import { type Check, clientWay } from "../context";
import { type Attempt, failed, notYet, ok, skipped } from "../finding";
import { type Handshake, McpRefusal, modernRevision, withMcpClient } from "../mcp-client";
import type { Way } from "../way";

/** How clients of a server's era begin. */
const handshakes: Record<Era, Handshake[]> = {
    legacy: ["initialize"],
    dual: ["initialize", "discover"],
    modern: ["discover"],
};

/** The handshake whose tools are listed: the newest that the server has. */
export const newestHandshake = (era: Era): Handshake => handshakes[era].at(-1) ?? "initialize";

/** Whether clients of the server's era can begin to speak with it. */
export const handshake: Check = async ({ era }, context) => {
    const way = await clientWay(context);
    if (way === undefined) return skipped("no pod is ready to be asked");
    return context.untilPassed(async () => {
        const found: string[] = [];
        for (const begin of handshakes[era]) {
            try {
                found.push(await begun(way, begin, context.token));
            } catch (error) {
                return refusalVerdict(`${begin} ${way.title}`, error, { era, hasToken: context.token !== undefined });
            }
        }
        return ok(`${found.join(", ")} ${way.title}`);
    });
};

function begun(way: Way, begin: Handshake, token: string | undefined): Promise<string> {
    return withMcpClient(way, { handshake: begin, token }, async (client) => {
        const revision = client.getNegotiatedProtocolVersion() ?? modernRevision;
        const { name, version } = client.getServerVersion() ?? { name: "it", version: "" };
        return `${begin === "discover" ? "server/discover" : begin}: ${name} ${version} speaks ${revision}`;
    });
}

/** What a refused client is to make of it. */
export function refusalVerdict(what: string, error: unknown, known: { era: Era; hasToken: boolean }): Attempt {
    const { message, status } =
        error instanceof McpRefusal ? error : new McpRefusal(error instanceof Error ? error.message : String(error));
    const found = `${what}: ${message}`;
    switch (status) {
        case 401:
        case 403:
            return failed(
                found,
                known.hasToken
                    ? "the token is not for this server, ran out, or lacks a scope"
                    : "it wants a token: --token-env <NAME> names the environment variable that holds one",
            );
        case 404:
            return notYet(found, "the server has another path than `path`, or the route publishes another one");
        case 502:
        case 503:
        case 504:
            return notYet(found, "the route does not reach a ready pod: docs/diagnose.md");
        default:
            return notYet(
                found,
                `a server of \`era: ${known.era}\` must take this handshake; is it the right era? The pod's log says more`,
            );
    }
}
