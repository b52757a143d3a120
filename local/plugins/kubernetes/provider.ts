import {
    type CheckFailure,
    decodeConfig,
    diffInputs,
    ownConfig,
    type Properties,
    type Provider,
    refusedProperties,
    refusedType,
} from "../shared";
import { checkObject } from "./check";
import { createObject } from "./create";
import { deleteObject } from "./delete";
import { diffObject } from "./diff";
import { isOtherCluster } from "./kubeconfig";
import { configProperties, readOptions } from "./options";
import { readObject } from "./read";
import { Session } from "./session";
import { updateObject } from "./update";

/** Stand-in for the official Kubernetes provider, in its default mode of server-side apply. */
export function kubernetesProvider(version: string): Provider {
    let opened: Session | undefined;
    const session = () => {
        if (!opened) throw new Error('the provider "kubernetes" was used before it was configured');
        return opened;
    };
    return {
        name: "kubernetes",
        version,
        async checkConfig(config) {
            return { inputs: config, failures: configProblems(ownConfig(config)) };
        },
        async diffConfig(oldConfig, config) {
            return diffConfig(ownConfig(oldConfig), ownConfig(config));
        },
        async configure(config) {
            opened = await Session.open(readOptions(config, process.env));
        },
        check: (request) => checkObject(request, session()),
        diff: (request) => diffObject(request, session()),
        create: (request) => createObject(request, session()),
        read: (request) => readObject(request, session()),
        update: (request) => updateObject(request, session()),
        delete: (request) => deleteObject(request, session()),
        async invoke({ token }) {
            throw new Error(refusedType("kubernetes", token, ["no function"]));
        },
    };
}

function configProblems(given: Properties): CheckFailure[] {
    const failures = refusedProperties("kubernetes", "pulumi:providers:kubernetes", given, configProperties);
    const config = decodeConfig(given);
    if (config.enableServerSideApply === false) {
        failures.push({
            property: "enableServerSideApply",
            reason: "the local stand-in implements server-side apply only; client-side apply needs the official plugin",
        });
    }
    const renders = typeof config.renderYamlToDirectory === "string" && config.renderYamlToDirectory !== "";
    if (config.alwaysRender === true && !renders) {
        const reason = '"alwaysRender" requires "renderYamlToDirectory" to be set';
        failures.push({ property: "alwaysRender", reason });
    }
    const ambient = config.kubeconfig === process.env.KUBECONFIG;
    for (const property of ["cluster", "context", ...(ambient ? [] : ["kubeconfig"])]) {
        if (!renders || !config[property]) continue;
        failures.push({ property, reason: `"${property}" arg is not compatible with "renderYamlToDirectory" arg` });
    }
    return failures;
}

/** Another cluster replaces the provider and all that it made; `clusterIdentifier`, where kept, overrules that. */
function diffConfig(oldConfig: Properties, config: Properties) {
    const result = diffInputs(oldConfig, config, ["renderYamlToDirectory"]);
    const before = oldConfig.clusterIdentifier;
    const after = config.clusterIdentifier;
    const chosenBy = ["kubeconfig", "context", "cluster"].filter((key) => key in result.detailed);
    if (isOtherCluster(decodeConfig(oldConfig), decodeConfig(config))) result.replaces.push(...chosenBy);
    if (before !== undefined && before === after) result.replaces = [];
    if (before !== undefined && after !== undefined && before !== after) result.replaces.push("clusterIdentifier");
    return { ...result, detailed: withReplaces(result.detailed, result.replaces) };
}

type Detailed = ReturnType<typeof diffInputs>["detailed"];

function withReplaces(detailed: Detailed, replaces: string[]): Detailed {
    return Object.fromEntries(
        Object.entries(detailed).map(([path, kind]) => {
            const plain = kind.replace("-replace", "") as "add" | "delete" | "update";
            return [path, replaces.includes(path) ? (`${plain}-replace` as const) : plain];
        }),
    );
}
