import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

/** As much of S3 as reading takes, in this process, with the answers and errors of the real one. */
export interface S3 {
    /** Client with a key that is nobody's. */
    client(config?: S3ClientConfig): S3Client;
    /** Objects of the one bucket by their keys. */
    objects: Map<string, string | Buffer>;
    /** Paths, with their queries, that were asked for. */
    asked: string[];
    /** Answers every request with this error from now on; undefined as it should. */
    refuse(status?: number, code?: string): void;
    stop(): void;
}

export async function startS3(bucket: string): Promise<S3> {
    const objects = new Map<string, string | Buffer>();
    const asked: string[] = [];
    let refusal: { status: number; code: string } | undefined;
    const answer = (request: IncomingMessage, response: ServerResponse) => {
        asked.push(request.url ?? "");
        const { pathname, searchParams } = new URL(request.url ?? "/", "http://s3");
        const [, asBucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
        if (refusal) return sendError(response, refusal.status, refusal.code);
        if (asBucket !== bucket) return sendError(response, 404, "NoSuchBucket");
        if (key === "") return sendList(response, objects, searchParams);
        const object = objects.get(key);
        if (object === undefined) return sendError(response, 404, "NoSuchKey");
        response.writeHead(200, { "content-length": Buffer.byteLength(object) }).end(object);
    };
    const server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        objects,
        asked,
        client: (config) =>
            new S3Client({
                endpoint: `http://127.0.0.1:${port}`,
                region: "eu-central-1",
                credentials: { accessKeyId: "nobody", secretAccessKey: "nobody" },
                maxAttempts: 1,
                ...config,
            }),
        refuse(status, code) {
            refusal = status === undefined || code === undefined ? undefined : { status, code };
        },
        stop() {
            server.close();
            server.closeAllConnections();
        },
    };
}

function sendList(response: ServerResponse, objects: Map<string, string | Buffer>, query: URLSearchParams): void {
    const keys = [...objects.keys()]
        .filter((key) => key.startsWith(query.get("prefix") ?? "") && key > (query.get("start-after") ?? ""))
        .sort();
    const most = Number(query.get("max-keys"));
    const contents = keys
        .slice(0, most)
        .map(
            (key) => `<Contents><Key>${key}</Key><Size>${Buffer.byteLength(objects.get(key) ?? "")}</Size></Contents>`,
        );
    const truncated = `<IsTruncated>${keys.length > most}</IsTruncated>`;
    sendXml(response, 200, `<ListBucketResult>${truncated}${contents.join("")}</ListBucketResult>`);
}

function sendError(response: ServerResponse, status: number, code: string): void {
    sendXml(response, status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function sendXml(response: ServerResponse, status: number, body: string): void {
    response.writeHead(status, { "content-type": "application/xml" }).end(body);
}
