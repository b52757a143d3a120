import pulumi
import pulumi_mcp_eks as mcp

namespace = mcp.McpNamespace("mcp-tools")

server = mcp.McpServer(
    "calculator",
    namespace=namespace.namespace_name,
    image={"context": "./server"},
    path="/calculator/mcp",
    route={"host": "mcp.example.com", "tls": {"cluster_issuer": "letsencrypt"}},
    secrets={"API_KEY": {"generate": {}}},
)

pulumi.export("url", server.url)
pulumi.export("internalUrl", server.internal_url)
