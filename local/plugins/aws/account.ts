import type { ECR } from "@aws-sdk/client-ecr";
import type { EKS } from "@aws-sdk/client-eks";
import type { IAM } from "@aws-sdk/client-iam";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { STS } from "@aws-sdk/client-sts";
import type { AwsConfig } from "./config";

/** The account and region that the provider is configured for. A service's client is loaded when it is first needed. */
export class Account {
    private readonly clients = new Map<string, unknown>();

    constructor(readonly config: AwsConfig) {}

    /** In another region than the provider's: for resources that name one. */
    inRegion(region: unknown): Account {
        if (typeof region !== "string" || region === this.region) return this;
        return new Account({ ...this.config, client: { ...this.config.client, region } });
    }

    get region(): string {
        return this.config.client.region;
    }

    ecr = () => this.client<ECR>("ecr", async () => (await import("@aws-sdk/client-ecr")).ECR);
    eks = () => this.client<EKS>("eks", async () => (await import("@aws-sdk/client-eks")).EKS);
    iam = () => this.client<IAM>("iam", async () => (await import("@aws-sdk/client-iam")).IAM);
    sts = () => this.client<STS>("sts", async () => (await import("@aws-sdk/client-sts")).STS);
    secretsManager = () =>
        this.client<SecretsManager>(
            "secretsmanager",
            async () => (await import("@aws-sdk/client-secrets-manager")).SecretsManager,
        );

    private async client<T>(service: string, load: () => Promise<new (config: AwsConfig["client"]) => T>): Promise<T> {
        const made = this.clients.get(service) as T | undefined;
        if (made !== undefined) return made;
        const Client = await load();
        const endpoint = this.config.endpoints[service];
        const client = new Client({ ...this.config.client, ...(endpoint === undefined ? {} : { endpoint }) });
        this.clients.set(service, client);
        return client;
    }
}
