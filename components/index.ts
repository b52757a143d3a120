export { AdmissionPolicies, type AdmissionPoliciesArgs } from "./admission-policies";
export type { CodeArgs } from "./code-config";
export { ContainerImage, type ContainerImageArgs } from "./container-image";
export { HostCertificate, type HostCertificateArgs } from "./host-certificate";
export { ImageRegistry, type ImageRegistryArgs, type PullThroughCacheArgs } from "./image-registry";
export type { ImageRepositoryArgs } from "./image-repository";
export { McpDashboard, type McpDashboardArgs } from "./mcp-dashboard";
export { McpNamespace, type McpNamespaceArgs } from "./mcp-namespace";
export { McpServer, type McpServerArgs } from "./mcp-server";
export type { AlbRouteArgs } from "./model/alb-rules";
export type { AlertArgs } from "./model/alerts";
export type { ApisixRouteArgs } from "./model/apisix-rules";
export type { AuthArgs, IntrospectionArgs } from "./model/auth";
export type { CanaryArgs, RouteCanaryArgs, WorkloadCanaryArgs } from "./model/canary";
export type { ClientConfiguration } from "./model/client-config";
export type { ClientArgs } from "./model/client-rules";
export type { FlowiseServer } from "./model/clients/flowise";
export type { LiteLlmConfiguration, LiteLlmServer } from "./model/clients/litellm";
export type { McpClientFile, McpClientServer } from "./model/clients/mcp-json";
export type { VsCodeFile, VsCodeInput, VsCodeServer } from "./model/clients/vscode";
export type { GatewayExtensionArgs, GatewayRouteArgs } from "./model/gateway-rules";
export type { PermissionArgs } from "./model/iam-documents";
export type { IdentityArgs } from "./model/identity-rules";
export type { SignatureArgs } from "./model/image-signature";
export type { InfisicalArgs } from "./model/infisical";
export type { NetworkArgs, NetworkClientArgs, NetworkDestinationArgs } from "./model/network-rules";
export type { NginxRouteArgs } from "./model/nginx-rules";
export type {
    KeyReferenceArgs,
    ObjectReferenceArgs,
    PodExtrasArgs,
    VariableArgs,
    VariableSourceArgs,
    VariablesSourceArgs,
} from "./model/pod-extras";
export type { SecurityArgs } from "./model/pod-security";
export type {
    ConfigMapFilesArgs,
    EmptyDirArgs,
    KeyFileArgs,
    PodVolumeArgs,
    PodVolumeMountArgs,
    SecretFilesArgs,
    VolumeClaimArgs,
} from "./model/pod-volumes";
export type { HealthArgs, ProbeArgs } from "./model/probes";
export type { ComputeAmountsArgs, ComputeResourcesArgs } from "./model/resources";
export type { RouteAuthArgs, RouteAuthClientArgs } from "./model/route-auth";
export type { RouteCorsArgs } from "./model/route-cors";
export type { RouteLimitArgs } from "./model/route-limits";
export type { RuntimeArgs } from "./model/runtime";
export type { PodMetricArgs, ScalingArgs } from "./model/scaling";
export type { SchedulingArgs, TolerationArgs } from "./model/scheduling";
export type {
    ExistingSecretArgs,
    GeneratedSecretArgs,
    RouteSecretArgs,
    SecretArgs,
    SecretBundleArgs,
} from "./model/secret-args";
export type { SecretFileArgs } from "./model/secret-delivery";
export type { StdioArgs } from "./model/stdio";
export type { TelemetryArgs } from "./model/telemetry";
export type { TimeoutArgs } from "./model/timeouts";
export type { VolumeArgs } from "./model/volumes";
export { type MetricsArgs, Monitoring, type MonitoringArgs } from "./monitoring";
export { PrebuiltImage, type PrebuiltImageArgs } from "./prebuilt-image";
export { Route, type RouteArgs, type RouteTlsArgs, type ServerRouteArgs } from "./route";
export type { ImagePullArgs } from "./server-image";
export { type SecretStoreArgs, ServerSecrets, type ServerSecretsArgs } from "./server-secrets";
export { Workload, type WorkloadArgs } from "./workload";
export { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity";
