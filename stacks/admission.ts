import type { Config } from "@pulumi/pulumi";
import type { AdmissionPoliciesArgs } from "../components";
import { admissionRules } from "../components/model/admission";
import { packSettings } from "../policy/settings";
import type { ClusterConfig, PlatformConfig } from "./schema";

/**
 * What the cluster is to ask: what the policy pack asks of the stack, as strictly. Without the stack's own namespace, which
 * is only known when it is there.
 */
export function admissionArgs(config: Config, platform: PlatformConfig, cluster: ClusterConfig): AdmissionPoliciesArgs {
    const { rules, levelOf } = packSettings({ policy: config.getObject("policy"), platform, cluster });
    const names = admissionRules.map(({ name }) => name);
    const { action, namespaces } = platform.admission ?? {};
    return {
        namespaces,
        action,
        ...(action === undefined && {
            ruleActions: Object.fromEntries(
                names.map((name) => [name, levelOf(name) === "advisory" ? "Warn" : "Deny"]),
            ),
        }),
        registries: rules.registries,
        serverNamespaces: rules.namespaces,
        ...(rules.clusters && { serverClusters: rules.clusters, cluster: rules.cluster }),
        development: rules.development,
        excludedRules: names.filter((name) => levelOf(name) === "disabled"),
    };
}
