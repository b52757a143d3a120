import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverTerms } from "../../../token/server-terms";

const issuer = "https://auth.example.com/realms/mcp";
const stackFile = `config:
    mcp-eks:cluster: { name: eks }
    mcp-eks:platform:
        namespace: mcp
        route: { host: mcp.example.com, tls: { secretName: tls } }
        auth: { issuer: "${issuer}", serverUrl: "http://keycloak.auth.svc.cluster.local/realms/mcp" }
    mcp-eks:servers:
        protected:
            image: { context: ./app }
            path: /demo/mcp
            auth: { requiredScopes: [mcp:tools] }
        open:
            image: { context: ./app }
            path: /open/mcp
            auth: { enabled: false }
`;

describe("what a stack's server asks of tokens", () => {
    let project: string;
    before(() => {
        project = mkdtempSync(join(tmpdir(), "terms-"));
        mkdirSync(join(project, "app"));
        writeFileSync(join(project, "app", "Dockerfile"), "FROM scratch\n");
        writeFileSync(join(project, "Pulumi.yaml"), "name: mcp-eks\nruntime: nodejs\n");
        writeFileSync(join(project, "Pulumi.prod.yaml"), stackFile);
    });
    after(() => rmSync(project, { recursive: true }));

    it("is the issuer of the platform by its public URL, its scopes and the URL of its route", () => {
        assert.deepEqual(serverTerms("prod", "protected", project), {
            issuer,
            scopes: ["mcp:tools"],
            resource: "https://mcp.example.com/demo/mcp",
        });
    });

    it("is nothing of a server that asks for no token", () => {
        assert.throws(() => serverTerms("prod", "open", project), /the server open of prod asks for no token/);
    });

    it("says which servers there are", () => {
        assert.throws(() => serverTerms("prod", "other", project), /no server "other"; there are: protected, open/);
    });
});
