import { CreateClusterCommand, DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import {
    CreateOpenIDConnectProviderCommand,
    CreateRoleCommand,
    GetRoleCommand,
    IAMClient,
    PutRolePolicyCommand,
    UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { awsAccountId, awsEndpoint, awsRegion, contexts } from "../addresses";
import { externalSecretsPolicy, externalSecretsTrust, oidcProviderArn } from "./external-secrets-role";

// Of interest to those who choose the SDK's version, not to those who run it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** For every client of the emulator: it takes any credentials, and none of this machine's may reach it. */
export const awsClientConfig = {
    endpoint: awsEndpoint,
    region: awsRegion,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

/** What EKS says it runs; moto's own default is 1.19. */
const kubernetesVersion = "1.34";
const roleName = "mcp-eks-external-secrets";
/** Role that the External Secrets Operator assumes. */
export const externalSecretsRoleArn = `arn:aws:iam::${awsAccountId}:role/${roleName}`;

/** Makes what an account has before any MCP server comes: EKS clusters, their OIDC provider, the operator's role. */
export async function seedAccount(): Promise<void> {
    const eks = new EKSClient(awsClientConfig);
    const iam = new IAMClient(awsClientConfig);
    const issuers = new Set<string>();
    for (const name of Object.values(contexts)) issuers.add(await ensureCluster(eks, name));
    for (const issuer of issuers) {
        const provider = new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ["sts.amazonaws.com"] });
        await unlessExists(iam.send(provider), "EntityAlreadyExistsException");
    }
    const trust = JSON.stringify(
        externalSecretsTrust([...issuers].map((issuer) => oidcProviderArn(awsAccountId, issuer))),
    );
    const role = new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: trust });
    await unlessExists(iam.send(role), "EntityAlreadyExistsException");
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: trust }));
    const policy = JSON.stringify(externalSecretsPolicy(awsAccountId, awsRegion));
    await iam.send(
        new PutRolePolicyCommand({ RoleName: roleName, PolicyName: "read-secrets", PolicyDocument: policy }),
    );
}

/** Makes the EKS cluster unless it is there; returns its OIDC issuer. */
async function ensureCluster(eks: EKSClient, name: string): Promise<string> {
    const roleArn = `arn:aws:iam::${awsAccountId}:role/${name}-cluster`;
    await unlessExists(
        eks.send(new CreateClusterCommand({ name, roleArn, resourcesVpcConfig: {}, version: kubernetesVersion })),
        "ResourceInUseException",
    );
    const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
    const issuer = cluster?.identity?.oidc?.issuer;
    if (!issuer) throw new Error(`EKS cluster ${name} in the AWS emulator has no OIDC issuer`);
    return issuer;
}

async function unlessExists(creation: Promise<unknown>, existsError: string): Promise<void> {
    await creation.catch((error: Error) => {
        if (error.name !== existsError) throw error;
    });
}

/**
 * Changes whenever the emulator has lost its memory and was seeded anew: what Pulumi's state says of AWS is then gone,
 * and a `pulumi refresh` has to come before the next `pulumi up`.
 */
export async function awsIncarnation(): Promise<string> {
    const { Role } = await new IAMClient(awsClientConfig).send(new GetRoleCommand({ RoleName: roleName }));
    if (!Role?.RoleId) throw new Error(`IAM role ${roleName} in the AWS emulator has no id`);
    return Role.RoleId;
}
