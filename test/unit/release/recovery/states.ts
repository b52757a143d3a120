import type { Deployment, StateResource } from "../../../../release/recovery/state";

const stack = "urn:pulumi:prod::mcp-eks";
const awsProvider = `${stack}::pulumi:providers:aws::default`;
const component = `${stack}::mcp-eks:index:McpServer::github`;

/** A resource as the engine writes it down before it asks the provider to create it. */
export function begun(type: string, inputs: Record<string, unknown>, more: Partial<StateResource> = {}): StateResource {
    const urn = `${stack}::mcp-eks:index:McpServer$${type}::github`;
    return { urn, type, custom: true, inputs, provider: `${awsProvider}::1`, parent: component, ...more };
}

/** One that exists. */
export function made(resource: StateResource, id: string, outputs: Record<string, unknown> = { id }): StateResource {
    return { ...resource, id, outputs };
}

/** A state with a component and a provider, and what else is given. */
export function state(resources: StateResource[], pending: Deployment["pending_operations"] = []): Deployment {
    return {
        resources: [
            { urn: component, type: "mcp-eks:index:McpServer", custom: false },
            { urn: awsProvider, type: "pulumi:providers:aws", custom: true, id: "1" },
            ...resources,
        ],
        pending_operations: pending,
    };
}
