import { join } from "node:path";
import { EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import { awsAccountId, awsEndpoint, awsRegion, ports } from "../addresses";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import { pythonEnvironment } from "../python";
import type { Step } from "../step";
import { awsClientConfig, seedAccount } from "./account";

export { awsClientConfig, awsIncarnation, externalSecretsRoleArn } from "./account";
export { externalSecretsServiceAccount } from "./external-secrets-role";

const daemonName = "aws";

/**
 * AWS, emulated by moto. It keeps everything in the memory of its one process: stopped, it forgets the account, and
 * the next start has only what `seedAccount` makes (see `awsIncarnation`).
 */
const awsStep: Step = {
    name: "aws",
    title: "AWS (moto)",
    needs: ["preflight"],
    async ensure(context) {
        const environment = await pythonEnvironment("moto", join(__dirname, "requirements.txt"), context);
        await ensureDaemon({
            name: daemonName,
            command: join(environment, "bin", "python"),
            args: ["-m", "moto.server", "--host", "127.0.0.1", "--port", String(ports.aws)],
            ready: async () =>
                (await fetch(`${awsEndpoint}/moto-api/config`, { signal: AbortSignal.timeout(2000) })).ok,
        });
        await seedAccount();
    },
    async remove() {
        await stopDaemon(daemonName);
    },
    async status() {
        const pid = runningPid(daemonName);
        if (pid === undefined) return undefined;
        const { clusters = [] } = await new EKSClient(awsClientConfig).send(new ListClustersCommand({}));
        return `${awsEndpoint}, account ${awsAccountId}, ${awsRegion}, EKS clusters ${clusters.join(", ")}, pid ${pid}`;
    },
};

export const awsSteps: Step[] = [awsStep];
