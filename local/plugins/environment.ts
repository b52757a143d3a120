import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { awsEndpoint, awsRegion } from "../addresses";
import { paths } from "../paths";

/** Passphrase of the embedded environment's stacks. No secret: it protects nothing but throw-away local state. */
const localPassphrase = "local";

/** Variables by which plain `pulumi` finds the private PULUMI_HOME, its state, the image builder and the AWS emulator. */
export function pulumiEnv(): Record<string, string> {
    mkdirSync(paths.pulumiState, { recursive: true });
    return {
        PULUMI_HOME: paths.pulumiHome,
        PATH: [join(paths.pulumiHome, "bin"), process.env.PATH].join(delimiter),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_BACKEND_URL: `file://${paths.pulumiState}`,
        PULUMI_CONFIG_PASSPHRASE: localPassphrase,
        DOCKER_HOST: `unix://${paths.dockerSocket}`,
        AWS_ENDPOINT_URL: awsEndpoint,
        AWS_REGION: awsRegion,
        // The emulator takes any.
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
    };
}
