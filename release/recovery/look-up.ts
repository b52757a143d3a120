import type { EngineConfig } from "../../stacks/stack-file";
import { ReleaseError } from "../report/release-error";
import type { LookUp } from "./identity";

/** The id by which the provider imports what only AWS can tell the id of; undefined when there is none. */
export async function lookUp(what: LookUp, settings: EngineConfig): Promise<string | undefined> {
    try {
        return what.of === "secret" ? await secretArn(what, settings) : await associationId(what, settings);
    } catch (error) {
        const { message } = error as Error;
        const asked = what.of === "secret" ? `the secret "${what.name}"` : `the identity of ${what.serviceAccount}`;
        throw new ReleaseError(
            `AWS could not be asked whether ${asked} was created by the run that was killed: ${message}\n` +
                "Nothing was changed; the credentials must be of the account that the stack is deployed to.",
        );
    }
}

async function secretArn(what: LookUp & { of: "secret" }, settings: EngineConfig): Promise<string | undefined> {
    const { DescribeSecretCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const client = new SecretsManagerClient(clientConfig("secretsmanager", settings, what.region));
    const found = await client.send(new DescribeSecretCommand({ SecretId: what.name })).catch(unlessMissing);
    // One that waits for its deletion is an earlier one.
    return found?.DeletedDate === undefined ? found?.ARN : undefined;
}

async function associationId(
    { cluster: clusterName, namespace, serviceAccount, region }: LookUp & { of: "podIdentityAssociation" },
    settings: EngineConfig,
): Promise<string | undefined> {
    const { EKSClient, ListPodIdentityAssociationsCommand } = await import("@aws-sdk/client-eks");
    const client = new EKSClient(clientConfig("eks", settings, region));
    const request = new ListPodIdentityAssociationsCommand({ clusterName, namespace, serviceAccount });
    const found = await client.send(request).catch(unlessMissing);
    // A ServiceAccount has one at most.
    const id = found?.associations?.[0]?.associationId;
    return id === undefined ? undefined : `${clusterName},${id}`;
}

function unlessMissing(error: Error): undefined {
    if (error.name === "ResourceNotFoundException") return undefined;
    throw error;
}

/** As the stack's AWS provider is configured; what is not in the stack's file comes from the environment. */
function clientConfig(service: string, { values, secretKeys }: EngineConfig, region: string | undefined) {
    const given = (key: string) => (secretKeys.includes(key) ? undefined : values[key]);
    const endpoints = JSON.parse(given("aws:endpoints") ?? "[]") as Record<string, string | undefined>[];
    const endpoint = endpoints.find((services) => services[service] !== undefined)?.[service];
    const [accessKeyId, secretAccessKey] = [given("aws:accessKey"), given("aws:secretKey")];
    const profile = given("aws:profile");
    return {
        region: region ?? given("aws:region"),
        ...(endpoint !== undefined && { endpoint }),
        ...(profile !== undefined && { profile }),
        ...(accessKeyId !== undefined &&
            secretAccessKey !== undefined && {
                credentials: { accessKeyId, secretAccessKey },
            }),
    };
}
