import type { FunctionHandler } from "../../shared";
import type { Account } from "../account";

const getCluster: FunctionHandler<Account> = {
    token: "aws:eks/getCluster:getCluster",
    args: ["name", "region"],
    async invoke({ name, region }, provider) {
        const account = provider.inRegion(region);
        const { cluster } = await (await account.eks()).describeCluster({ name: String(name) });
        if (cluster === undefined) throw new Error(`reading EKS Cluster (${name}): empty result`);
        const { resourcesVpcConfig: vpc = {}, kubernetesNetworkConfig: network = {} } = cluster;
        const logging = cluster.logging?.clusterLogging?.find((setup) => setup.enabled);
        return {
            id: String(name),
            name: String(name),
            region: account.region,
            arn: cluster.arn ?? "",
            certificateAuthorities: [{ data: cluster.certificateAuthority?.data ?? "" }],
            clusterId: cluster.id ?? "",
            createdAt: cluster.createdAt?.toISOString() ?? "",
            deletionProtection: cluster.deletionProtection ?? false,
            enabledClusterLogTypes: logging?.types ?? [],
            endpoint: cluster.endpoint ?? "",
            identities: [{ oidcs: [{ issuer: cluster.identity?.oidc?.issuer ?? "" }] }],
            kubernetesNetworkConfigs: [
                {
                    ipFamily: network.ipFamily ?? "",
                    serviceIpv4Cidr: network.serviceIpv4Cidr ?? "",
                    serviceIpv6Cidr: network.serviceIpv6Cidr ?? "",
                    elasticLoadBalancings: [{ enabled: network.elasticLoadBalancing?.enabled ?? false }],
                },
            ],
            accessConfigs: [
                {
                    authenticationMode: cluster.accessConfig?.authenticationMode ?? "",
                    bootstrapClusterCreatorAdminPermissions:
                        cluster.accessConfig?.bootstrapClusterCreatorAdminPermissions ?? false,
                },
            ],
            platformVersion: cluster.platformVersion ?? "",
            roleArn: cluster.roleArn ?? "",
            status: cluster.status ?? "",
            tags: cluster.tags ?? {},
            upgradePolicies: [{ supportType: cluster.upgradePolicy?.supportType ?? "" }],
            version: cluster.version ?? "",
            vpcConfig: {
                clusterSecurityGroupId: vpc.clusterSecurityGroupId ?? "",
                endpointPrivateAccess: vpc.endpointPrivateAccess ?? false,
                endpointPublicAccess: vpc.endpointPublicAccess ?? false,
                publicAccessCidrs: vpc.publicAccessCidrs ?? [],
                securityGroupIds: vpc.securityGroupIds ?? [],
                subnetIds: vpc.subnetIds ?? [],
                vpcId: vpc.vpcId ?? "",
            },
        };
    },
};

export const eksFunctions = [getCluster];
