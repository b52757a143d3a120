import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import {
    CreateSecretCommand,
    DeleteSecretCommand,
    GetSecretValueCommand,
    ListSecretsCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { awsClientConfig } from "../../local/aws";

/** Everything in the emulated account that a stack could leave behind, as "kind name". */
export async function awsInventory(): Promise<string[]> {
    const iam = new IAMClient(awsClientConfig);
    const { repositories = [] } = await new ECRClient(awsClientConfig).send(new DescribeRepositoriesCommand({}));
    const secrets = await new SecretsManagerClient(awsClientConfig).send(
        new ListSecretsCommand({ IncludePlannedDeletion: true, MaxResults: 100 }),
    );
    const { Roles: roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
    const { Policies: policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local", MaxItems: 1000 }));
    return [
        ...repositories.map(({ repositoryName }) => `repository ${repositoryName}`),
        ...(secrets.SecretList ?? []).map(({ Name }) => `secret ${Name}`),
        ...roles.map(({ RoleName }) => `role ${RoleName}`),
        ...policies.map(({ PolicyName }) => `policy ${PolicyName}`),
    ].sort();
}

/** What of the inventory belongs to a stack of ours: by the names that it gives, and by whom its roles trust. */
export async function awsInventoryOf(stack: string, namespace: string): Promise<string[]> {
    const { Roles: roles = [] } = await new IAMClient(awsClientConfig).send(new ListRolesCommand({ MaxItems: 1000 }));
    const trusts = (document = "") => decodeURIComponent(document).includes(`:serviceaccount:${namespace}:`);
    const own = roles.filter((role) => trusts(role.AssumeRolePolicyDocument)).map(({ RoleName }) => `role ${RoleName}`);
    const named = (await awsInventory()).filter((entry) => /^(repository|secret) /.test(entry));
    return [...named.filter((entry) => entry.includes(` mcp/${stack}/`)), ...own].sort();
}

/** When the repository was made: another time is another repository. */
export async function repositoryMade(name: string): Promise<Date | undefined> {
    const found = await new ECRClient(awsClientConfig).send(
        new DescribeRepositoriesCommand({ repositoryNames: [name] }),
    );
    return found.repositories?.[0]?.createdAt;
}

/** The value that Secrets Manager holds under the name now. */
export async function secretValue(name: string): Promise<string> {
    const client = new SecretsManagerClient(awsClientConfig);
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    if (SecretString === undefined) throw new Error(`secret ${name} has no text`);
    return SecretString;
}

/** A secret that some other team keeps: made by hand, and given another value the same way. */
export class ForeignSecret {
    private readonly client = new SecretsManagerClient(awsClientConfig);

    private constructor(readonly name: string) {}

    static async create(name: string, value: string): Promise<ForeignSecret> {
        const secret = new ForeignSecret(name);
        await secret.client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
        return secret;
    }

    async change(value: string): Promise<void> {
        await this.client.send(new PutSecretValueCommand({ SecretId: this.name, SecretString: value }));
    }

    async remove(): Promise<void> {
        await this.client.send(new DeleteSecretCommand({ SecretId: this.name, ForceDeleteWithoutRecovery: true }));
    }
}
