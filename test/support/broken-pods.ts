import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { nodeBaseImage, registryHost } from "../../local/addresses";
import { awsClientConfig } from "../../local/aws";
import { codeServer, patch, patchContainer, patchPods } from "./diagnosis";
import { kubectl } from "./kubectl";
import { applied } from "./pods";

export const quotaClass = "e2e-diagnose";
export const logToken = "Zm9yLW5vYm9keQ";
const noImage = `${registryHost}/diagnose/none:1`;
const single = "servers/single-file";

/** A server for each accident with pods, named by it. */
export const podServers = Object.fromEntries(
    Object.entries({
        well: {},
        "absent-image": {},
        "closed-registry": {},
        "other-architecture": {},
        crashing: {},
        hungry: { resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } } },
        secretless: { secrets: { API_KEY: { existing: { name: "e2e-diagnose/token" } } } },
        keyless: {},
        "wrong-path": {},
        "wrong-port": {},
        unplaceable: {},
        greedy: {},
        apart: { scheduling: { antiAffinity: "required" } },
        privileged: {},
        "over-quota": {},
        paused: {},
        scaled: { replicas: undefined, scaling: { minReplicas: 2, maxReplicas: 3 } },
        slow: {},
        roleless: { permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::e2e-diagnose/*"] }] },
        distrusted: { permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::e2e-diagnose/*"] }] },
        deleted: {},
    }).map(([name, fields]) => [name, codeServer(single, `/diagnose/${name}/mcp`, fields)]),
);

/** Breaks each server otherwise, by hand, as accidents happen. */
export async function breakPods(namespace: string, registry: string): Promise<void> {
    const run = (script: string) => ({ command: ["node", "-e", script] });
    const accidents: Record<string, () => Promise<unknown>> = {
        // Soon given up on, too.
        "absent-image": () =>
            patchContainer(namespace, "absent-image", { image: noImage }, { progressDeadlineSeconds: 8 }),
        "closed-registry": () =>
            patchContainer(namespace, "closed-registry", { image: `${registry}/private/server:1` }),
        "other-architecture": async () =>
            patchContainer(namespace, "other-architecture", { image: await publishForOtherArchitecture() }),
        crashing: () =>
            patchContainer(
                namespace,
                "crashing",
                run(`console.log("authorization: Bearer ${logToken}"); throw new Error("GITHUB_TOKEN is not set")`),
            ),
        hungry: () =>
            patchContainer(
                namespace,
                "hungry",
                run("const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 20)"),
            ),
        async secretless() {
            const data = [{ secretKey: "API_KEY", remoteRef: { key: "e2e-diagnose/tokn" } }];
            await patch(namespace, "externalsecret/secretless-mcp-secrets", { spec: { data } }, "merge");
            await kubectl("delete", "secret/secretless-mcp-secrets", "-n", namespace);
            await kubectl(
                "delete",
                "pods",
                "-n",
                namespace,
                "-l",
                "app.kubernetes.io/name=secretless-mcp",
                "--wait=false",
            );
        },
        async keyless() {
            const from = { configMapKeyRef: { name: "keyless-mcp-code", key: "settings.yaml" } };
            await patchContainer(namespace, "keyless", { env: [{ name: "SETTINGS", valueFrom: from }] });
        },
        "wrong-path": () =>
            patchContainer(namespace, "wrong-path", { readinessProbe: { httpGet: { path: "/readyz" } } }),
        "wrong-port": () => kubectl("set", "env", "deployment/wrong-port-mcp", "PORT=3000", "-n", namespace),
        unplaceable: () => patchPods(namespace, "unplaceable", { nodeSelector: { "node.example.com/kind": "gpu" } }),
        greedy: () =>
            patchContainer(namespace, "greedy", { resources: { requests: { cpu: "500" }, limits: { cpu: "500" } } }),
        apart: () => kubectl("scale", "deployment/apart-mcp", "--replicas=2", "-n", namespace),
        privileged: () =>
            patchContainer(namespace, "privileged", {
                securityContext: { privileged: true, allowPrivilegeEscalation: true },
            }),
        async "over-quota"() {
            const scopeSelector = {
                matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: [quotaClass] }],
            };
            await applied(
                { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: quotaClass }, value: 1 },
                {
                    apiVersion: "v1",
                    kind: "ResourceQuota",
                    metadata: { name: "none", namespace },
                    spec: { hard: { pods: "0" }, scopeSelector },
                },
            );
            await patchPods(namespace, "over-quota", { priorityClassName: quotaClass });
        },
        paused: () => kubectl("rollout", "pause", "deployment/paused-mcp", "-n", namespace),
        slow: () =>
            patchContainer(namespace, "slow", {
                ...run(
                    `import("/app/server.mjs"); setInterval(() => { const end = Date.now() + 150; while (Date.now() < end); }, 200)`,
                ),
                resources: { limits: { cpu: "50m" } },
                readinessProbe: { timeoutSeconds: 20 },
                livenessProbe: { timeoutSeconds: 20 },
                startupProbe: { timeoutSeconds: 20 },
            }),
        roleless: () =>
            kubectl("annotate", "serviceaccount/roleless-mcp", "eks.amazonaws.com/role-arn-", "-n", namespace),
        distrusted: () => trustSomebodyElse(namespace, "distrusted"),
        deleted: () => kubectl("delete", "deployment/deleted-mcp", "-n", namespace),
    };
    await Promise.all(Object.values(accidents).map((happen) => happen()));
}

/** A registry that asks everybody for credentials. */
export async function closedRegistry(): Promise<{ host: string; server: Server }> {
    const server = createServer((_request, response) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="private"', "content-type": "application/json" });
        response.end(JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { host: `localhost:${(server.address() as AddressInfo).port}`, server };
}

/** An index that has the base image for another processor only; gives it by its digest. */
async function publishForOtherArchitecture(): Promise<string> {
    const [, repository, tag] = /^[^/]+\/(.+):([^:]+)$/.exec(nodeBaseImage) ?? [];
    const types = {
        manifest: "application/vnd.docker.distribution.manifest.v2+json",
        index: "application/vnd.docker.distribution.manifest.list.v2+json",
    };
    const found = await fetch(`http://${registryHost}/v2/${repository}/manifests/${tag}`, {
        headers: { accept: types.manifest },
    });
    const size = (await found.text()).length;
    const platform = { os: "linux", architecture: "arm64", variant: "v8" };
    const manifests = [
        { mediaType: types.manifest, digest: found.headers.get("docker-content-digest"), size, platform },
    ];
    const put = await fetch(`http://${registryHost}/v2/${repository}/manifests/diagnose-arm64`, {
        method: "PUT",
        headers: { "content-type": types.index },
        body: JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests }),
    });
    if (!put.ok) throw new Error(`the registry took no index: ${put.status} ${await put.text()}`);
    return `${registryHost}/${repository}@${put.headers.get("docker-content-digest")}`;
}

/** The server's role, made to trust the ServiceAccount of another server. */
async function trustSomebodyElse(namespace: string, server: string): Promise<void> {
    const arn = await kubectl(
        "get",
        `serviceaccount/${server}-mcp`,
        "-n",
        namespace,
        "-o",
        "jsonpath={.metadata.annotations.eks\\.amazonaws\\.com/role-arn}",
    );
    const RoleName = arn.replace(/^.*\//, "");
    const iam = new IAMClient(awsClientConfig);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
    const PolicyDocument = document.replace(`:${namespace}:${server}-mcp`, `:${namespace}:other-mcp`);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
}
