import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

const timeoutMilliseconds = 2000;

/** Files of the credentials for a call; without an authority the server's certificate is not checked. */
interface Credentials {
    authority: string;
    certificate?: string;
    key?: string;
}

/** Whether a health endpoint answers 200. */
export function httpsOk(url: string, { authority, certificate, key }: Credentials): Promise<boolean> {
    const options = {
        timeout: timeoutMilliseconds,
        agent: false as const,
        ca: readFileSync(authority),
        cert: certificate && readFileSync(certificate),
        key: key && readFileSync(key),
    };
    return answersOk(httpsRequest(url, options));
}

export function httpOk(url: string): Promise<boolean> {
    return answersOk(httpRequest(url, { timeout: timeoutMilliseconds, agent: false }));
}

function answersOk(request: ReturnType<typeof httpRequest>): Promise<boolean> {
    return new Promise((resolve) => {
        request.on("response", (response) => {
            response.resume();
            resolve(response.statusCode === 200);
        });
        request.on("timeout", () => request.destroy());
        request.on("error", () => resolve(false));
        request.on("close", () => resolve(false));
        request.end();
    });
}
