import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { execa } from "execa";
import { awsEndpoint } from "../../local/addresses";
import { awsClientConfig } from "../../local/aws";
import { nodeAddress } from "../../local/cluster/node-network";

const audience = "sts.amazonaws.com";

/** What a pod asked of AWS. */
export interface AwsCall {
    /** `AssumeRoleWithWebIdentity` of the ServiceAccount, or method and path of another call. */
    what: string;
    /** Whose credentials signed it, as STS names them; undefined for a call that is not signed. */
    identity?: string;
    status: number;
}

/** AWS as the pods of a test reach it. */
export interface AwsForPods {
    address: string;
    port: number;
    /** For AWS_ENDPOINT_URL. */
    url: string;
    calls: AwsCall[];
    stop(): void;
}

/**
 * The emulator, where pods reach it, behind what it leaves out: a token becomes a role's credentials only when the cluster
 * vouches for it and the role trusts its ServiceAccount, and no other credentials are good for anything.
 */
export async function startAwsForPods(): Promise<AwsForPods> {
    const calls: AwsCall[] = [];
    const givenOut = new Set<string>();
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
        const body = await buffer(request);
        const form = new URLSearchParams(body.toString("utf8"));
        const tell = (what: string, status: number, identity?: string) => calls.push({ what, status, identity });
        if (form.get("Action") === "AssumeRoleWithWebIdentity") {
            const account = await accountOf(form.get("WebIdentityToken") ?? "");
            const trusted = account !== undefined && (await trusts(form.get("RoleArn") ?? "", account));
            const reply = trusted
                ? await toEmulator(request, body)
                : refusal("AccessDenied", "sts:AssumeRoleWithWebIdentity");
            const [, key] = /<AccessKeyId>(.+?)<\/AccessKeyId>/.exec(reply.body.toString("utf8")) ?? [];
            if (key) givenOut.add(key);
            tell(`AssumeRoleWithWebIdentity ${account}`, reply.status);
            return send(response, reply);
        }
        const [, key = ""] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
        const reply = givenOut.has(key)
            ? await toEmulator(request, body)
            : refusal("InvalidAccessKeyId", "who is this");
        tell(`${request.method} ${request.url}`, reply.status, givenOut.has(key) ? await identityOf(key) : undefined);
        return send(response, reply);
    };
    const server = createServer((request, response) => {
        answer(request, response).catch((error) => send(response, refusal("InternalError", String(error))));
    }).listen(0, nodeAddress);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        address: nodeAddress,
        port,
        url: `http://${nodeAddress}:${port}`,
        calls,
        stop() {
            server.close();
            server.closeAllConnections();
        },
    };
}

/** Whose token it is, `system:serviceaccount:…`, as the cluster says of one that is meant for STS. */
async function accountOf(token: string): Promise<string | undefined> {
    const review = {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenReview",
        spec: { token, audiences: [audience] },
    };
    const { stdout } = await execa("kubectl", ["create", "-f", "-", "-o", "json"], { input: JSON.stringify(review) });
    const { status } = JSON.parse(stdout) as { status: { authenticated?: boolean; user?: { username: string } } };
    return status.authenticated ? status.user?.username : undefined;
}

/** Whether the role's trust policy names the ServiceAccount. */
async function trusts(roleArn: string, account: string): Promise<boolean> {
    const command = new GetRoleCommand({ RoleName: roleArn.slice(roleArn.lastIndexOf("/") + 1) });
    const { Role } = await new IAMClient(awsClientConfig).send(command);
    const { Statement } = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")) as {
        Statement: { Condition: { StringEquals: Record<string, string> } }[];
    };
    return Statement.some(({ Condition: { StringEquals } }) => {
        const wanted = Object.entries(StringEquals);
        const holds = (key: string, value: string) => (key.endsWith(":sub") ? value === account : value === audience);
        return wanted.length === 2 && wanted.every(([key, value]) => holds(key, value));
    });
}

/** Whose key it is: `arn:aws:sts::…:assumed-role/<role>/<session>`. */
async function identityOf(accessKey: string): Promise<string | undefined> {
    const headers = {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/eu-central-1/sts/aws4_request`,
    };
    const body = new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15" });
    const text = await (await fetch(awsEndpoint, { method: "POST", headers, body })).text();
    return /<Arn>(.+?)<\/Arn>/.exec(text)?.[1];
}

interface Reply {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    body: Buffer;
}

async function toEmulator({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
    const outgoing = forward(`${awsEndpoint}${url}`, { method, headers }).end(body);
    const [reply] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: reply.statusCode ?? 502, headers: reply.headers, body: await buffer(reply) };
}

function refusal(code: string, message: string): Reply {
    const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    // STS wraps what S3 sends bare; its clients look for the inner one.
    const body = Buffer.from(message.startsWith("sts:") ? `<ErrorResponse>${error}</ErrorResponse>` : error);
    return { status: 403, headers: { "content-type": "application/xml" }, body };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
    const { "transfer-encoding": _, ...kept } = headers;
    response.writeHead(status, { ...kept, "content-length": body.length }).end(body);
}
