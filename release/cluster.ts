import type { EKSClientConfig } from "@aws-sdk/client-eks";
import { KubeConfig } from "@kubernetes/client-node";
import { type EksCluster, eksKubeconfig } from "../stacks/eks-access";
import { ReleaseError, refused } from "./report/release-error";
import type { ReleaseStack } from "./stack";

type StackCluster = Pick<ReleaseStack, "config" | "settings">;

/**
 * Reaches the cluster of a stack's configuration, as the program does: by the context that it names, or by what EKS tells
 * of the cluster. The kubeconfig's current context never matters.
 */
export async function kubeConfigOf({ config, settings }: StackCluster): Promise<KubeConfig> {
    const { name, context } = config.cluster;
    if (context !== undefined) return kubeConfigOfContext(context);
    const region = settings.values["aws:region"] ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    if (region === undefined) throw refused(`EKS cluster "${name}" is in no known region; set aws:region of the stack`);
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(eksKubeconfig(name, region, await eksCluster(name, region, settings.values)));
    return kubeConfig;
}

function kubeConfigOfContext(context: string): KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    const known = kubeConfig.getContexts().map(({ name }) => name);
    if (!known.includes(context)) {
        const has = known.length === 0 ? "the kubeconfig has none" : `the kubeconfig has ${known.join(", ")}`;
        throw refused(`mcp-eks:cluster: context is "${context}"; ${has}`);
    }
    kubeConfig.setCurrentContext(context);
    return kubeConfig;
}

async function eksCluster(name: string, region: string, settings: Record<string, string>): Promise<EksCluster> {
    // Needed by stacks without a context only.
    const { DescribeClusterCommand, EKSClient } = await import("@aws-sdk/client-eks");
    const client = new EKSClient(eksClientConfig(region, settings));
    const { cluster } = await client.send(new DescribeClusterCommand({ name })).catch((error: Error) => {
        throw new ReleaseError(`EKS in region ${region} could not be asked about cluster "${name}": ${error.message}`);
    });
    const { arn, endpoint, certificateAuthority, identity } = cluster ?? {};
    if (arn === undefined || endpoint === undefined || certificateAuthority?.data === undefined) {
        throw new ReleaseError(`EKS cluster "${name}" has no endpoint or no certificate authority; is it ACTIVE?`);
    }
    return { arn, endpoint, certificateAuthority: certificateAuthority.data, issuer: identity?.oidc?.issuer ?? "" };
}

/** Region, profile, endpoint and keys as the stack's AWS provider has them; what it has not comes from the environment. */
export function eksClientConfig(region: string, settings: Record<string, string>): EKSClientConfig {
    const endpoints = JSON.parse(settings["aws:endpoints"] ?? "[]") as { eks?: string }[];
    const endpoint = endpoints.find(({ eks }) => eks !== undefined)?.eks;
    const profile = settings["aws:profile"];
    const [accessKeyId, secretAccessKey] = [settings["aws:accessKey"], settings["aws:secretKey"]];
    const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
    return {
        region,
        ...(endpoint !== undefined && { endpoint }),
        ...(profile !== undefined && { profile }),
        ...(hasKeys && { credentials: { accessKeyId, secretAccessKey } }),
    };
}
