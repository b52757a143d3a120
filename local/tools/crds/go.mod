module mcp-eks/local/tools/crds

go 1.24.0

// Files of these modules are used (CustomResourceDefinitions; the sources of external-secrets and Reloader, see ../external-secrets and
// ../reloader), nothing is built here. So nothing imports them and `go mod tidy` would drop them: after a change run `go mod download` instead.
require (
	github.com/apache/apisix-ingress-controller v1.8.4
	github.com/cert-manager/cert-manager v1.21.2
	github.com/envoyproxy/gateway v1.8.0
	github.com/external-secrets/external-secrets v0.20.4
	github.com/prometheus-operator/prometheus-operator v0.85.0
	github.com/stakater/Reloader v1.4.19
	sigs.k8s.io/gateway-api v1.6.1
)
