import * as mcp from "@pulumi/mcp-eks";

const namespace = new mcp.McpNamespace("mcp-tools", {});

const server = new mcp.McpServer("calculator", {
    namespace: namespace.namespaceName,
    image: { context: "./server" },
    path: "/calculator/mcp",
    route: { host: "mcp.example.com", tls: { clusterIssuer: "letsencrypt" } },
    secrets: { API_KEY: { generate: {} } },
});

export const { url, internalUrl, clientConfiguration } = server;
