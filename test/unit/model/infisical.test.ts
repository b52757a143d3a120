import assert from "node:assert/strict";
import {
    infisicalExternalSecretSpec,
    infisicalProblems,
    infisicalSecretSpec,
    infisicalStoreSpec,
} from "../../../components/model/infisical";

const args = { projectSlug: "tools", environmentSlug: "staging" };

describe("Infisical", () => {
    it("is a store of External Secrets that is bound to one folder of one environment", () => {
        const { infisical } = infisicalStoreSpec("github", { ...args, secretsPath: "/mcp-server" }).provider;
        assert.deepEqual(infisical, {
            hostAPI: "https://app.infisical.com/api",
            auth: {
                universalAuthCredentials: {
                    clientId: { name: "infisical-credentials", key: "clientId" },
                    clientSecret: { name: "infisical-credentials", key: "clientSecret" },
                },
            },
            secretsScope: {
                projectSlug: "tools",
                environmentSlug: "staging",
                secretsPath: "/mcp-server",
                recursive: false,
            },
        });
    });

    it("has a folder of the server's name where none is given, and all of it is read", () => {
        assert.equal(infisicalStoreSpec("github", args).provider.infisical.secretsScope.secretsPath, "/github");
        const { target, dataFrom } = infisicalExternalSecretSpec("github", args, "github-mcp-infisical");
        assert.equal(target.name, "github-mcp-infisical");
        assert.deepEqual(dataFrom, [{ find: { name: { regexp: ".*" } } }]);
    });

    it("is an InfisicalSecret of the same folder, that writes into the server's namespace", () => {
        const spec = infisicalSecretSpec("github", "tools", { ...args, secretName: "mcp-server-secret" });
        const { universalAuth } = spec.authentication;
        assert.deepEqual(universalAuth.secretsScope, {
            projectSlug: "tools",
            envSlug: "staging",
            secretsPath: "/github",
            recursive: false,
        });
        assert.deepEqual(universalAuth.credentialsRef, {
            secretName: "infisical-credentials",
            secretNamespace: "tools",
        });
        assert.deepEqual(spec.managedKubeSecretReferences, [
            { secretName: "mcp-server-secret", secretNamespace: "tools", creationPolicy: "Owner" },
        ]);
    });

    it("needs a project and an environment", () => {
        assert.deepEqual(
            infisicalProblems({}).map(({ field }) => field),
            ["projectSlug", "environmentSlug"],
        );
        assert.deepEqual(infisicalProblems(args), []);
    });
});
