import type { ApiCall } from "../tool";
import type { Observers } from "./observers";

/** How APIs say what they still allow: by convention, and by the draft of a standard for it. */
const remainingHeaders = ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

/** Counts and traces what one tool call asks of external APIs. */
export class ApiMeter {
    /** The last thing that was asked failed: an error of the tool that follows is not its own. */
    failed = false;

    constructor(private readonly observers: Pick<Observers, "metrics" | "tracing">) {}

    readonly call: ApiCall = async (endpoint, send) => {
        const { metrics, tracing } = this.observers;
        this.failed = true;
        try {
            const answer = await (tracing.enabled ? tracing.apiCall(endpoint, send) : send({}));
            this.failed = answer instanceof Response && !answer.ok;
            if (answer instanceof Response) {
                const remaining = remainingRequests(answer.headers);
                if (remaining !== undefined) metrics.apiRateLimitRemaining(remaining);
            }
            return answer;
        } finally {
            metrics.apiCalled(endpoint, this.failed ? "error" : "success");
        }
    };
}

function remainingRequests(headers: Headers): number | undefined {
    // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/: "default";r=50;t=30
    const standard = /;\s*r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1];
    const given = standard ?? remainingHeaders.map((name) => headers.get(name)).find((value) => value !== null);
    return given !== undefined && given !== null && /^\d+$/.test(given.trim()) ? Number(given) : undefined;
}
