import { isObject, type Properties } from "../shared";

/** The provider's configuration as the clients need it. */
export interface AwsConfig {
    client: {
        region: string;
        profile?: string;
        credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
        maxAttempts?: number;
    };
    /** URL by service: "ecr", "iam"; the SDK itself heeds AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>. */
    endpoints: Record<string, string>;
    defaultTags: Record<string, string>;
    allowedAccountIds?: string[];
    forbiddenAccountIds?: string[];
}

export const servedConfig = [
    "accessKey",
    "allowedAccountIds",
    "defaultTags",
    "endpoints",
    "forbiddenAccountIds",
    "maxRetries",
    "profile",
    "region",
    "secretKey",
    "skipCredentialsValidation",
    "skipMetadataApiCheck",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "token",
];

/** Services that have types or functions here. */
const servedEndpoints = ["ecr", "eks", "iam", "secretsmanager", "sts"];

export function parseConfig(config: Properties, env: NodeJS.ProcessEnv = process.env): AwsConfig {
    const region = config.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (typeof region !== "string" || region === "") {
        throw new Error(
            "unable to discover AWS AccessKeyID and/or SecretAccessKey or region: set `aws:region` in the stack's " +
                "configuration, or AWS_REGION",
        );
    }
    const { accessKey, secretKey, token, profile, maxRetries } = config;
    if ((accessKey === undefined) !== (secretKey === undefined)) {
        throw new Error("aws provider: accessKey and secretKey go together; only one of them is set");
    }
    return {
        client: {
            region,
            ...(typeof profile === "string" ? { profile } : {}),
            ...(accessKey === undefined
                ? {}
                : {
                      credentials: {
                          accessKeyId: String(accessKey),
                          secretAccessKey: String(secretKey),
                          ...(token === undefined ? {} : { sessionToken: String(token) }),
                      },
                  }),
            ...(maxRetries === undefined ? {} : { maxAttempts: Number(maxRetries) + 1 }),
        },
        endpoints: endpoints(config.endpoints),
        defaultTags: isObject(config.defaultTags) ? ((config.defaultTags.tags ?? {}) as Record<string, string>) : {},
        ...accountIds(config),
    };
}

function endpoints(value: unknown): Record<string, string> {
    const all = Object.assign({}, ...(Array.isArray(value) ? value : [])) as Record<string, string>;
    // An endpoint of a service that nothing here uses does no harm: programs list all that their emulator serves.
    return Object.fromEntries(Object.entries(all).filter(([service]) => servedEndpoints.includes(service)));
}

function accountIds(config: Properties): Pick<AwsConfig, "allowedAccountIds" | "forbiddenAccountIds"> {
    const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : undefined);
    return {
        allowedAccountIds: list(config.allowedAccountIds),
        forbiddenAccountIds: list(config.forbiddenAccountIds),
    };
}
