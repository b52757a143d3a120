import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { irsaAnnotation } from "../../components/model/identity-rules";
import { awsRegion } from "../../local/addresses";
import { certificateFile, keyFile } from "../../local/cluster/pki";
import { kubectl } from "./kubectl";
import { applied } from "./pods";

const tokenDirectory = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
const volumeName = "aws-iam-token";
const tokenSeconds = 86_400;

/** As much of an AdmissionReview of a pod as the webhook reads. */
interface Review {
    request: {
        uid: string;
        namespace: string;
        object: { spec: { serviceAccountName?: string; containers: unknown[]; volumes?: unknown[] } };
    };
}

interface Patch {
    op: "add";
    path: string;
    value: unknown;
}

/**
 * Does for the pods of one namespace what EKS does for all: pods of a ServiceAccount that names a role get a token for STS, and
 * the variables by which AWS SDKs find both (https://github.com/aws/amazon-eks-pod-identity-webhook, which no package
 * registry here has). Returns what ends it.
 */
export async function startPodIdentityWebhook(namespace: string): Promise<() => Promise<void>> {
    const name = `pod-identity-${namespace}`;
    const tls = {
        cert: readFileSync(certificateFile("loopback-server")),
        key: readFileSync(keyFile("loopback-server")),
    };
    const server = createServer(tls, async (request, response) => {
        const review = await reviewOf(request);
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(await answer(review)));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const stop = async () => {
        await kubectl("delete", "mutatingwebhookconfiguration", name, "--ignore-not-found");
        server.close();
        server.closeAllConnections();
    };
    const webhook = {
        name: "pod-identity-webhook.amazonaws.com",
        clientConfig: {
            // The API server runs on this machine, as a process.
            url: `https://127.0.0.1:${port}/mutate`,
            caBundle: readFileSync(certificateFile("ca")).toString("base64"),
        },
        rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }],
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        // EKS's own lets pods start without a role where it is away; a test would wonder.
        failurePolicy: "Fail",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
    };
    const metadata = { name };
    await applied({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "MutatingWebhookConfiguration",
        metadata,
        webhooks: [webhook],
    }).catch(async (error) => {
        await stop();
        throw error;
    });
    return stop;
}

const reviewOf = async (request: IncomingMessage) => (await json(request)) as Review;

async function answer({ request: { uid, namespace, object } }: Review) {
    const { serviceAccountName = "default" } = object.spec;
    const account = JSON.parse(
        await kubectl("get", "serviceaccount", serviceAccountName, "-n", namespace, "-o", "json"),
    );
    const role: string | undefined = account.metadata.annotations?.[irsaAnnotation];
    const patch = role === undefined ? [] : patches(object.spec, role);
    const change = { patchType: "JSONPatch", patch: Buffer.from(JSON.stringify(patch)).toString("base64") };
    const response = { uid, allowed: true, ...(patch.length > 0 && change) };
    return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response };
}

function patches({ containers, volumes }: Review["request"]["object"]["spec"], role: string): Patch[] {
    const serviceAccountToken = { audience: "sts.amazonaws.com", expirationSeconds: tokenSeconds, path: "token" };
    const volume = { name: volumeName, projected: { sources: [{ serviceAccountToken }] } };
    const variables = {
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
        AWS_DEFAULT_REGION: awsRegion,
        AWS_REGION: awsRegion,
        AWS_ROLE_ARN: role,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${tokenDirectory}/token`,
    };
    const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
    return [
        volumes
            ? { op: "add", path: "/spec/volumes/-", value: volume }
            : { op: "add", path: "/spec/volumes", value: [volume] },
        ...containers.flatMap((_, index): Patch[] => {
            const at = `/spec/containers/${index}`;
            // Every container of ours has variables and a volume already.
            return [
                ...env.map((variable): Patch => ({ op: "add", path: `${at}/env/-`, value: variable })),
                {
                    op: "add",
                    path: `${at}/volumeMounts/-`,
                    value: { name: volumeName, mountPath: tokenDirectory, readOnly: true },
                },
            ];
        }),
    ];
}
