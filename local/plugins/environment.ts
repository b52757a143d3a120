import { awsEndpoint, awsRegion } from "../addresses";
import { paths } from "../paths";

/** Passphrase of the embedded environment's stacks. No secret: it protects nothing but throw-away local state. */
const localPassphrase = "local";

/** Variables by which `pulumi` uses the private PULUMI_HOME and the AWS emulator, whatever cluster it deploys to. */
export function pulumiEnv(): Record<string, string> {
    return {
        PULUMI_HOME: paths.pulumiHome,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_CONFIG_PASSPHRASE: localPassphrase,
        AWS_ENDPOINT_URL: awsEndpoint,
        AWS_REGION: awsRegion,
        // The emulator takes any.
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
    };
}
