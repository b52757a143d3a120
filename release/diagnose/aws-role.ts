import { eksClientConfig } from "../cluster";
import type { Unreadable } from "./cause";
import type { RoleFacts } from "./evidence";

/** The role as IAM has it; what cannot be asked is said in `unreadable`. */
export async function roleFacts(
    arn: string,
    settings: Record<string, string>,
    unreadable: Unreadable[],
): Promise<RoleFacts | undefined> {
    const { GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
    const region = settings["aws:region"] ?? process.env.AWS_REGION ?? "us-east-1";
    const endpoints = JSON.parse(settings["aws:endpoints"] ?? "[]") as { iam?: string }[];
    const endpoint = endpoints.find(({ iam }) => iam !== undefined)?.iam;
    const { endpoint: _ofEks, ...access } = eksClientConfig(region, settings);
    const client = new IAMClient({ ...access, ...(endpoint !== undefined && { endpoint }), maxAttempts: 2 });
    try {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: arn.replace(/^.*\//, "") }));
        const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}");
        return { arn, exists: true, trust: JSON.parse(document) as unknown };
    } catch (error) {
        if ((error as Error).name === "NoSuchEntityException") return { arn, exists: false };
        unreadable.push({ what: `role ${arn} in IAM`, why: (error as Error).message });
        return undefined;
    } finally {
        client.destroy();
    }
}
