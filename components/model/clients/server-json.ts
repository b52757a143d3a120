import type { ClientArgs } from "../client-rules";
import type { ClientEndpoint } from "./endpoint";

/** Newest version of the schema that was released. */
const schema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/** What a registry is told beside the endpoint. */
export interface RegistryFacts {
    client?: ClientArgs;
    /** Host of the route. */
    host: string;
    /** The server as an image that runs by itself; undefined when there is none, as the image is a runtime of its code. */
    package?: ImagePackage;
}

export interface ImagePackage {
    /** Image by digest. */
    image: string;
    /** Port and path that the server listens on inside the container. */
    port: number;
    path: string;
    /** Names of the environment variables that hold secrets. */
    secretVariables: string[];
}

/** `server.json` of the MCP registry: https://github.com/modelcontextprotocol/registry */
export function serverJson(endpoint: ClientEndpoint, facts: RegistryFacts) {
    const { client = {}, host, package: image } = facts;
    const type = transportType(endpoint);
    return {
        $schema: schema,
        name: `${client.registryNamespace ?? host.split(".").reverse().join(".")}/${endpoint.name}`,
        description: endpoint.description ?? `MCP server ${endpoint.name}`,
        version: client.version ?? "0.0.0",
        remotes: [{ type, url: endpoint.url, ...headers(endpoint) }],
        ...(image && { packages: [ociPackage(image, type)] }),
    };
}

const transportType = ({ transport }: ClientEndpoint) => (transport === "http" ? "streamable-http" : transport);

function ociPackage({ image, port, path, secretVariables }: ImagePackage, type: string) {
    return {
        registryType: "oci",
        identifier: image,
        transport: { type, url: `http://localhost:${port}${path}` },
        ...(secretVariables.length > 0 && {
            environmentVariables: secretVariables.map((name) => ({ name, isRequired: true, isSecret: true })),
        }),
    };
}

/** Clients fill in `{token}` by asking for it. */
function headers({ name, tokenVariable }: ClientEndpoint) {
    if (tokenVariable === undefined) return {};
    const token = { description: `Token for MCP server ${name}`, isRequired: true, isSecret: true };
    return {
        headers: [
            { name: "Authorization", value: "Bearer {token}", isRequired: true, isSecret: true, variables: { token } },
        ],
    };
}
