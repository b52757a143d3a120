import { awsEndpoint, awsRegion, ports } from "../addresses";
import { externalSecretsRoleArn, externalSecretsServiceAccount } from "../aws";
import { apply, kubectl, waitFor } from "../cluster/kubectl";
import { paths } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";

const daemonName = "external-secrets";
/** The store that platform teams give to all namespaces; ExternalSecrets name it in `secretStoreRef`. */
const storeName = "aws-secrets-manager";
const { namespace, name: serviceAccount } = externalSecretsServiceAccount;

export const storeObjects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: {
            name: serviceAccount,
            namespace,
            annotations: { "eks.amazonaws.com/role-arn": externalSecretsRoleArn },
        },
    },
    {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: storeName },
        spec: {
            provider: {
                aws: {
                    service: "SecretsManager",
                    region: awsRegion,
                    auth: { jwt: { serviceAccountRef: { name: serviceAccount, namespace } } },
                },
            },
        },
    },
];

/** External Secrets Operator, on the host, and the store that it reads AWS Secrets Manager through. */
export const externalSecretsStep: Step = {
    name: "external-secrets",
    title: "External Secrets Operator",
    needs: ["external-secrets-build", "crds", "aws"],
    async ensure({ report, signal }) {
        await ensureDaemon({
            name: daemonName,
            command: await buildTool("external-secrets", report, signal),
            args: [
                "--enable-leader-election=false",
                `--metrics-addr=127.0.0.1:${ports.externalSecretsMetrics}`,
                `--live-addr=127.0.0.1:${ports.externalSecretsHealth}`,
                "--zap-time-encoding=iso8601",
            ],
            env: operatorEnv,
            ready: async () => (await fetch(`http://127.0.0.1:${ports.externalSecretsHealth}/healthz`)).ok,
        });
        await apply(storeObjects);
        report(`waiting for the store ${storeName}`);
        await waitFor("condition=Ready", `clustersecretstore/${storeName}`);
    },
    async remove() {
        await stopDaemon(daemonName);
    },
    async status() {
        const pid = runningPid(daemonName);
        if (pid === undefined) return undefined;
        const reason = "jsonpath={.status.conditions[?(@.type=='Ready')].message}";
        const store = await kubectl([
            "get",
            "clustersecretstore",
            storeName,
            "--output",
            reason,
            "--request-timeout=5s",
        ]);
        return `ClusterSecretStore ${storeName}: ${store}, pid ${pid}`;
    },
};

const operatorEnv = {
    KUBECONFIG: paths.kubeconfig,
    AWS_SECRETSMANAGER_ENDPOINT: awsEndpoint,
    AWS_STS_ENDPOINT: awsEndpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    // Nothing of the AWS set-up of who started it.
    AWS_PROFILE: "",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};
