import { albPrefix } from "../../../components/model/alb-rules";
import { objectName } from "../../../components/model/names";
import { nginxPrefix } from "../../../components/model/nginx-rules";
import { type Cause, type Fix, putBack, setKey } from "../cause";
import type { Evidence } from "../evidence";
import type { Ingress } from "../route-objects";

const nginxDefaultSeconds = 60;
const idleAttribute = "idle_timeout.timeout_seconds";

/** A route that cuts silent streams: 60 seconds where nothing else is said. */
export function streamCut(evidence: Evidence): Cause[] {
    const { expected, ingress, stream, server, stack } = evidence;
    const differing = [
        ...nginxTimes(evidence),
        ...albTimes(expected.objects.ingress, ingress),
        ...gatewayTimes(evidence),
    ];
    const ended = stream?.status === 200 ? stream.endedAfterMilliseconds : undefined;
    const seen = ended === undefined ? [] : [`a stream was ended after ${Math.round(ended / 1000)} seconds`];
    if (differing.length === 0 && ended === undefined) return [];
    const fixes: Fix[] =
        differing.length > 0
            ? [putBack(stack, "them")]
            : [
                  setKey(
                      server,
                      "timeouts.streamKeepAliveSeconds",
                      "15",
                      "have the server send comments (it must heed STREAM_KEEP_ALIVE_SECONDS)",
                  ),
                  { text: "and raise the idle timeout of whatever is before the route (CDN, load balancer, VPN)" },
              ];
    return [
        {
            id: "stream-cut",
            title:
                differing.length > 0
                    ? `streams are cut after ${nginxDefaultSeconds} silent seconds, or as the route's own default is`
                    : `a stream is cut after ${Math.round((ended ?? 0) / 1000)} seconds`,
            where: `${{ gateway: "httproute", apisix: "apisixroute" }[String(expected.route?.kind)] ?? "ingress"} ${objectName(server)}`,
            found: [...differing, ...seen].join("\n"),
            why:
                differing.length > 0
                    ? "these say how long a stream may be silent; they were taken out or changed by hand, or by what else writes the object"
                    : "the route is as it should be: the server ends its streams, or something before the route does",
            fixes,
            explains: [],
        },
    ];
}

function nginxTimes({ expected, ingress }: Evidence): string[] {
    if (expected.route?.kind !== "nginx" || ingress === undefined) return [];
    return ["proxy-read-timeout", "proxy-send-timeout", "proxy-http-version"].flatMap((name) => {
        const asked =
            expected.objects.ingress?.metadata.annotations?.[nginxPrefix + name] ??
            (name === "proxy-http-version" ? "1.1" : String(expected.streamIdleSeconds));
        const found = ingress.metadata.annotations?.[nginxPrefix + name];
        if (found === asked) return [];
        return [
            `${nginxPrefix}${name} is ${found === undefined ? "missing" : `"${found}"`}, the configuration says "${asked}"`,
        ];
    });
}

function albTimes(asked: Ingress | undefined, found: Ingress | undefined): string[] {
    const name = `${albPrefix}load-balancer-attributes`;
    const idle = (ingress: Ingress | undefined) =>
        ingress?.metadata.annotations?.[name]
            ?.split(",")
            .find((attribute) => attribute.startsWith(`${idleAttribute}=`));
    const expected = idle(asked);
    if (expected === undefined || found === undefined || idle(found) === expected) return [];
    return [
        `${name} has ${idle(found) ?? `no ${idleAttribute} (60 seconds then)`}, the configuration says ${expected}`,
    ];
}

function gatewayTimes({ expected, httpRoute }: Evidence): string[] {
    const asked = expected.objects.httpRoute?.spec.rules?.[0]?.timeouts;
    const found = httpRoute?.spec.rules?.[0]?.timeouts;
    if (asked === undefined || httpRoute === undefined) return [];
    return Object.entries(asked).flatMap(([name, value]) =>
        found?.[name] === value
            ? []
            : [`timeouts.${name} is ${found?.[name] ?? "missing"}, the configuration says ${value}`],
    );
}
