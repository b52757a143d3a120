module mcp-eks/local/tools/schemas

go 1.26.0

// JSON schemas of these modules judge what this project writes, nothing is built here. So nothing imports them and `go mod tidy` would drop
// them: after a change run `go mod download` instead.
require (
	github.com/compose-spec/compose-go/v2 v2.16.2
	github.com/modelcontextprotocol/registry v1.8.7
)
