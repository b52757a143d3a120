import assert from "node:assert/strict";
import { join } from "node:path";
import { McpServer, type McpServerArgs } from "../../components";
import { type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const server: McpServerArgs = {
    namespace: "tools",
    image: { context: join(__dirname, "..", "..", "servers", "demo") },
};
const make = async (args: Partial<McpServerArgs>) =>
    (await record(() => new McpServer("github", { ...server, ...args }))).program;

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const spec = (resource: RegisteredResource) => resource.inputs.spec as any;
const pod = (program: RecordedProgram) => spec(program.only("Deployment")).template.spec;
// biome-ignore lint/suspicious/noExplicitAny: likewise
const metadata = (resource: RegisteredResource) => resource.inputs.metadata as any;
const reload = "secret.reloader.stakater.com/reload";

describe("secrets of a server", () => {
    it("are read where they are: nothing is made in Secrets Manager for an existing one", async () => {
        const program = await make({ secrets: { TOKEN: { existing: { name: "prod/github", property: "token" } } } });
        for (const type of ["Secret", "SecretVersion", "RandomPassword"]) assert.deepEqual(program.all(type), []);
        assert.deepEqual(spec(program.only("ExternalSecret")).data, [
            { secretKey: "TOKEN", remoteRef: { key: "prod/github", property: "token" } },
        ]);
    });

    it("are made up with the characters that are asked for, anew with another version", async () => {
        const generate = { length: 24, special: true, specialCharacters: "-_", version: "2" };
        const { inputs } = (await make({ secrets: { KEY: { generate } } })).only("RandomPassword");
        assert.deepEqual(inputs, { length: 24, special: true, overrideSpecial: "-_", keepers: { version: "2" } });
    });

    it("become files of a Secret of their own, and no variables", async () => {
        const file = { path: "/etc/github/token", mode: "0400" };
        const program = await make({ secrets: { TOKEN: { value: "x", file }, KEY: { value: "y" } } });
        const names = program.all("ExternalSecret").map((resource) => spec(resource).target.name);
        assert.deepEqual(names.sort(), ["github-mcp-secrets", "github-mcp-secrets-files"]);
        const [container] = pod(program).containers;
        assert.deepEqual(container.envFrom, [{ secretRef: { name: "github-mcp-secrets" } }]);
        const volume = pod(program).volumes.find(({ secret }: { secret?: object }) => secret);
        assert.deepEqual(volume.secret, {
            secretName: "github-mcp-secrets-files",
            items: [{ key: "TOKEN", path: "token", mode: 0o400 }],
        });
        const mount = container.volumeMounts.find(({ name }: { name: string }) => name === volume.name);
        assert.deepEqual(mount, { name: volume.name, mountPath: "/etc/github", readOnly: true });
    });

    it("are taken whole from JSON secrets", async () => {
        const program = await make({ secretBundles: [{ name: "prod/github", prefix: "GITHUB_" }] });
        assert.deepEqual(spec(program.only("ExternalSecret")).dataFrom[0].extract, { key: "prod/github" });
        assert.deepEqual(pod(program).containers[0].envFrom, [{ secretRef: { name: "github-mcp-secrets" } }]);
    });

    it("are synced as the store's arguments say", async () => {
        const secretStore = {
            store: "teams",
            storeKind: "SecretStore",
            refreshInterval: "5m",
            creationPolicy: "Orphan",
            deletionPolicy: "Delete",
        };
        const external = spec((await make({ secretStore, secrets: { KEY: { generate: {} } } })).only("ExternalSecret"));
        assert.deepEqual(external.secretStoreRef, { name: "teams", kind: "SecretStore" });
        assert.deepEqual(
            [external.refreshInterval, external.target.creationPolicy, external.target.deletionPolicy],
            ["5m0s", "Orphan", "Delete"],
        );
    });

    it("roll the pods by an annotation of the Deployment that names all of their Secrets", async () => {
        const secrets = {
            KEY: { generate: {} },
            TOKEN: { existing: { name: "prod/github" }, file: { path: "/etc/github/token" } },
        };
        const infisical = { projectSlug: "tools", environmentSlug: "prod" };
        const annotations = metadata((await make({ secrets, infisical })).only("Deployment")).annotations;
        assert.equal(annotations[reload], "github-mcp-secrets,github-mcp-secrets-files,github-mcp-infisical");
    });

    it("leave the pods alone where they are not to roll, and where there are none", async () => {
        for (const args of [{ secrets: { KEY: { generate: {} } }, rollOnSecretChange: false }, {}]) {
            assert.equal(metadata((await make(args)).only("Deployment")).annotations?.[reload], undefined);
        }
    });

    it("come from Infisical by a store of External Secrets", async () => {
        const infisical = { projectSlug: "tools", environmentSlug: "prod", secretsPath: "/mcp-server" };
        const program = await make({ infisical });
        const store = program.only("SecretStore");
        assert.equal(spec(store).provider.infisical.secretsScope.secretsPath, "/mcp-server");
        const external = program.only("ExternalSecret");
        assert.deepEqual(spec(external).secretStoreRef, { name: "github-mcp-infisical", kind: "SecretStore" });
        assert.ok(external.dependencies.includes(store.urn));
        assert.ok(program.only("Deployment").dependencies.includes(external.urn));
        assert.deepEqual(pod(program).containers[0].envFrom, [{ secretRef: { name: "github-mcp-infisical" } }]);
    });

    it("come from Infisical by its own operator, single ones under other names", async () => {
        const program = await make({
            infisical: {
                kind: "infisicalSecret",
                projectSlug: "tools",
                environmentSlug: "prod",
                secretName: "mcp-server-secret",
                variables: { API_KEY: "api-key" },
            },
        });
        const secret = program.only("InfisicalSecret");
        assert.equal(secret.inputs.apiVersion, "secrets.infisical.com/v1alpha1");
        assert.deepEqual(program.all("ExternalSecret"), []);
        const variable = pod(program).containers[0].env.find(({ name }: { name: string }) => name === "API_KEY");
        assert.deepEqual(variable.valueFrom.secretKeyRef, { name: "mcp-server-secret", key: "api-key" });
    });
});
