import { clientVariable } from "../client-rules";
import type { ClientEndpoint } from "./endpoint";

/** One server, as LiteLLM's proxy is told of it. */
export interface LiteLlmServer {
    /** URL of the endpoint. */
    url: string;
    /** "http" or "sse"; always said, as what LiteLLM takes it for otherwise has changed over time. */
    transport: string;
    /** "none" or "bearer_token". */
    auth_type: string;
    /** `os.environ/<VARIABLE>`: read from LiteLLM's environment. */
    auth_value?: string;
    /** Groups that keys and teams are granted. */
    access_groups?: string[];
    /** What the server is good for. */
    description?: string;
}

/** What LiteLLM's proxy is told. */
export interface LiteLlmConfiguration {
    /** Variables of the proxy's environment: where the servers are. */
    environment: { [variable: string]: string };
    /** `mcp_servers` of its config.yaml. */
    mcp_servers: { [name: string]: LiteLlmServer };
}

/** LiteLLM's configuration: https://docs.litellm.ai/docs/mcp_config_reference */
export function liteLlm(endpoints: ClientEndpoint[]): LiteLlmConfiguration {
    return {
        environment: {
            MCP_ENABLED: "true",
            ...Object.fromEntries(endpoints.map(({ name, url }) => [clientVariable(name, "ENDPOINT"), url])),
        },
        mcp_servers: Object.fromEntries(endpoints.map((endpoint) => [liteLlmName(endpoint.name), server(endpoint)])),
    };
}

/** LiteLLM puts "-" between a server's name and its tools', and starts with no server that has one in its name. */
const liteLlmName = (server: string) => server.replaceAll("-", "_");

function server({ url, transport, tokenVariable, allowedGroups, description }: ClientEndpoint): LiteLlmServer {
    return {
        url,
        transport,
        auth_type: tokenVariable === undefined ? "none" : "bearer_token",
        ...(tokenVariable !== undefined && { auth_value: `os.environ/${tokenVariable}` }),
        ...(allowedGroups.length > 0 && { access_groups: allowedGroups }),
        ...(description !== undefined && { description }),
    };
}
