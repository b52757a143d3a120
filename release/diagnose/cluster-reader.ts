import { request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Unreadable } from "./cause";

const timeoutMilliseconds = 15_000;

interface Page<T> {
    items: T[];
}

/** Reads from the API server, and remembers what it was not allowed to read. */
export class ClusterReader {
    readonly unreadable: Unreadable[] = [];

    constructor(private readonly kubeConfig: KubeConfig) {}

    /** Objects of a list, without `kind` of their own in Kubernetes' answers; none where they could not be read. */
    async list<T>(path: string, what: string): Promise<T[]> {
        const found = await this.json<Page<T>>(path, what);
        return found?.items ?? [];
    }

    /** An object; undefined when there is none, or it could not be read. */
    async json<T>(path: string, what: string): Promise<T | undefined> {
        const text = await this.text(path, what);
        return text === undefined ? undefined : (JSON.parse(text) as T);
    }

    async text(path: string, what: string): Promise<string | undefined> {
        try {
            const { status, body } = await this.get(path);
            if (status === 200) return body;
            // Also for kinds that the cluster does not know, and for logs of containers that never ran.
            if (status !== 404 && status !== 400) this.unreadable.push({ what, why: messageOf(status, body) });
        } catch (error) {
            this.unreadable.push({ what, why: (error as Error).message });
        }
        return undefined;
    }

    private async get(path: string): Promise<{ status: number; body: string }> {
        const server = this.kubeConfig.getCurrentCluster()?.server ?? "";
        const url = new URL(server.replace(/\/$/, "") + path);
        const options = { method: "GET", headers: { accept: "application/json, */*" }, timeout: timeoutMilliseconds };
        await this.kubeConfig.applyToHTTPSOptions(options);
        return new Promise((resolve, reject) => {
            const asked = request(url, options, (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () =>
                    resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
                );
            });
            asked.on("timeout", () => asked.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)));
            asked.on("error", reject);
            asked.end();
        });
    }
}

function messageOf(status: number, body: string): string {
    const shortened = body.slice(0, 300);
    try {
        return (JSON.parse(body) as { message?: string }).message ?? shortened;
    } catch {
        return `${status}: ${shortened}`;
    }
}
