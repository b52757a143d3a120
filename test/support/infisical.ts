import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The machine identity that the stand-in knows. */
export const machineIdentity = { clientId: "machine-identity", clientSecret: "its-secret" };

const accessToken = "access-token";

/** One folder of one environment, as External Secrets asks for it. */
export interface InfisicalFolder {
    projectSlug: string;
    environmentSlug: string;
    secretsPath: string;
}

/** As much of Infisical's API as reading a folder takes: a log-in by universal auth, and the folder's secrets. */
export interface InfisicalServer {
    /** For `infisical.hostApi`; reached by the operator, which runs on this machine. */
    hostApi: string;
    /** What the folder holds; a change is seen by who asks next. */
    secrets: Record<string, string>;
    close(): void;
}

export async function startInfisical(folder: InfisicalFolder): Promise<InfisicalServer> {
    const secrets: Record<string, string> = {};
    const server = createServer((request, response) => void answer(request, response, folder, secrets));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        hostApi: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
        secrets,
        close() {
            server.closeAllConnections();
            server.close();
        },
    };
}

async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    folder: InfisicalFolder,
    secrets: Record<string, string>,
): Promise<void> {
    const reply = (status: number, body: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://infisical");
    if (pathname === "/api/v1/auth/universal-auth/login") {
        let text = "";
        for await (const chunk of request) text += String(chunk);
        const { clientId, clientSecret } = JSON.parse(text) as typeof machineIdentity;
        const isKnown = clientId === machineIdentity.clientId && clientSecret === machineIdentity.clientSecret;
        reply(isKnown ? 200 : 401, isKnown ? { accessToken, expiresIn: 3600, tokenType: "Bearer" } : { message: "no" });
    } else if (request.headers.authorization !== `Bearer ${accessToken}`) {
        reply(401, { message: "not logged in" });
    } else if (pathname === "/api/v3/secrets/raw" && isFolder(searchParams, folder)) {
        const list = Object.entries(secrets).map(([secretKey, secretValue]) => ({ secretKey, secretValue }));
        reply(200, { secrets: list, imports: [] });
    } else {
        reply(404, { message: `no folder ${searchParams.get("secretPath")}` });
    }
}

function isFolder(asked: URLSearchParams, folder: InfisicalFolder): boolean {
    return (
        asked.get("workspaceSlug") === folder.projectSlug &&
        asked.get("environment") === folder.environmentSlug &&
        asked.get("secretPath") === folder.secretsPath
    );
}
