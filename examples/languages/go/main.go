package main

import (
	mcp "example.com/pulumi-mcp-eks/sdk/go/mcpeks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		namespace, err := mcp.NewMcpNamespace(ctx, "mcp-tools", &mcp.McpNamespaceArgs{})
		if err != nil {
			return err
		}
		server, err := mcp.NewMcpServer(ctx, "calculator", &mcp.McpServerArgs{
			Namespace: namespace.NamespaceName,
			Image:     &mcp.ContainerImageArgsTypeArgs{Context: "./server"},
			Path:      pulumi.StringRef("/calculator/mcp"),
			Route: &mcp.ServerRouteArgsArgs{
				Host: pulumi.String("mcp.example.com"),
				Tls:  &mcp.RouteTlsArgsArgs{ClusterIssuer: pulumi.String("letsencrypt")},
			},
			Secrets: map[string]mcp.SecretArgsArgs{"API_KEY": {Generate: &mcp.GeneratedSecretArgsArgs{}}},
		})
		if err != nil {
			return err
		}
		ctx.Export("url", server.Url)
		ctx.Export("internalUrl", server.InternalUrl)
		return nil
	})
}
