import type { ConfigureRequest } from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct, type Properties, type Value, withoutSecrets } from "./values";

/**
 * A provider's configuration as plain values. The engine sends it with secrets marked whatever the plugin says it accepts,
 * and the SDKs send everything but strings JSON-encoded (`"true"`, `"[{\"region\":…}]"`).
 */
export function providerConfig(request: ConfigureRequest): Properties {
    return decodeConfig(ownConfig(withoutSecrets(fromStruct(request.getArgs())) as Properties));
}

// What the engine itself keeps among a provider's inputs.
const ENGINE_KEYS = ["version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

/** The configuration without what is the engine's. */
export function ownConfig(config: Properties): Properties {
    const own = Object.entries(config).filter(([key]) => !ENGINE_KEYS.includes(key) && !key.startsWith("__"));
    return Object.fromEntries(own);
}

/** Decodes JSON-encoded properties; strings that only look like JSON numbers stay strings. */
export function decodeConfig(config: Properties): Properties {
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, decode(value)]));
}

function decode(value: Value): Value {
    if (typeof value !== "string" || !/^\s*(true\s*$|false\s*$|\[|\{)/.test(value)) return value;
    try {
        return JSON.parse(value) as Value;
    } catch {
        return value;
    }
}
