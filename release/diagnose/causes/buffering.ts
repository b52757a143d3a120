import { objectName } from "../../../components/model/names";
import { nginxPrefix } from "../../../components/model/nginx-rules";
import { type Cause, putBack } from "../cause";
import type { Evidence } from "../evidence";

/** A first byte that takes longer than this was held back: servers open their streams at once. */
const lateMilliseconds = 5000;

/** A route that holds a stream back until it ends: by its annotations, or seen. */
export function buffering(evidence: Evidence): Cause[] {
    const { ingress, expected, stream, stack, server } = evidence;
    const name = `${nginxPrefix}proxy-buffering`;
    const value = ingress?.metadata.annotations?.[name];
    const isNginx = expected.route?.kind === "nginx" && ingress !== undefined;
    const isLate =
        stream?.status === 200 && (stream.firstByteMilliseconds ?? Number.POSITIVE_INFINITY) > lateMilliseconds;
    const seen = stream === undefined ? "" : seenText(stream.firstByteMilliseconds, stream.listenedMilliseconds);
    if (isNginx && value !== "off") {
        return [
            {
                id: "buffering",
                title: "the route buffers: events arrive in batches, or when the stream ends",
                where: `ingress ${objectName(server)}`,
                found: `${name} is ${value === undefined ? "missing" : `"${value}"`}, the configuration says "off"${seen}`,
                why: "ingress-nginx collects an answer before it hands it on; the annotation was taken out by hand, or by what else writes the Ingress",
                fixes: [putBack(stack, "the annotation")],
                explains: [],
            },
        ];
    }
    if (!isLate) return [];
    return [
        {
            id: "buffering",
            title: "a stream's first event is held back",
            where: stream.url,
            found: `the stream was accepted${seen}`,
            why: "something before the server (a CDN, a proxy, a gateway in front of the route) collects answers, or the server sends no first comment",
            fixes: [
                {
                    text: "switch buffering off there; `kubectl port-forward` to the Service shows whether the server itself is as late",
                },
            ],
            explains: [],
        },
    ];
}

const seenText = (first: number | undefined, listened: number) =>
    first === undefined
        ? `; a stream brought nothing within ${listened} ms`
        : `; a stream brought its first byte after ${first} ms`;
