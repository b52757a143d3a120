import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { externalSecretSpec, versionsDigest } from "../../../components/model/external-secret";
import type { SecretArgs, SecretBundleArgs } from "../../../components/model/secret-args";
import { bundleProblems, secretProblems } from "../../../components/model/secret-rules";
import { references } from "../../../components/model/secret-template";

const settings = { store: "aws", storeKind: "ClusterSecretStore", refreshInterval: "1h", creationPolicy: "Owner" };

/** Spec of an ExternalSecret for some of a server's secrets, by default for all. */
function spec(all: Record<string, SecretArgs>, keys = Object.keys(all), bundles: SecretBundleArgs[] = []) {
    const secrets = Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
    const created = Object.fromEntries(keys.map((key) => [key, `mcp/test/demo/${key}`]));
    return externalSecretSpec({ secretName: "demo-mcp-secrets", secrets, bundles }, all, created, settings);
}

describe("ExternalSecret", () => {
    it("reads what is created here by its name, and what is there by name or ARN, property and version", () => {
        const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/github-AbCdEf";
        const { data } = spec({
            TOKEN: { value: "x" },
            PASSWORD: { existing: { name: "prod/db", property: "password", version: "AWSPREVIOUS" } },
            KEY: { existing: { arn } },
        });
        assert.deepEqual(data, [
            { secretKey: "TOKEN", remoteRef: { key: "mcp/test/demo/TOKEN" } },
            { secretKey: "PASSWORD", remoteRef: { key: "prod/db", property: "password", version: "AWSPREVIOUS" } },
            { secretKey: "KEY", remoteRef: { key: arn } },
        ]);
    });

    const dsn = "postgres://app:{{ .PASSWORD | urlquery }}@{{ .HOST }}:5432/app";
    const templated: Record<string, SecretArgs> = {
        PASSWORD: { existing: { name: "prod/db" } },
        HOST: { value: "db.example.com" },
        UNUSED: { value: "x" },
        DSN: { template: dsn },
    };

    it("reads what a template names, and writes nothing else than it is for", () => {
        const { data, target } = spec(templated, ["DSN"]);
        assert.deepEqual(
            data?.map(({ secretKey }) => secretKey),
            ["PASSWORD", "HOST"],
        );
        assert.deepEqual(target.template, { engineVersion: "v2", mergePolicy: "Replace", data: { DSN: dsn } });
    });

    it("keeps the other secrets beside one that is made of them", () => {
        assert.deepEqual(spec(templated).target.template?.data, {
            PASSWORD: "{{ .PASSWORD }}",
            HOST: "{{ .HOST }}",
            UNUSED: "{{ .UNUSED }}",
            DSN: dsn,
        });
    });

    it("takes JSON secrets whole, with a prefix where one is asked for, and keeps all of it beside templates", () => {
        const bundles = [
            { name: "prod/github", prefix: "GITHUB_" },
            { name: "prod/more", property: "a.b" },
        ];
        const { data, dataFrom, target } = spec({ URL: { template: "{{ .GITHUB_HOST }}" } }, ["URL"], bundles);
        assert.equal(data, undefined);
        assert.deepEqual(dataFrom, [
            {
                extract: { key: "prod/github" },
                rewrite: [{ regexp: { source: "(.*)", target: "GITHUB_$1" } }],
            },
            { extract: { key: "prod/more", property: "a.b" } },
        ]);
        assert.equal(target.template?.mergePolicy, "Merge");
    });

    it("has no template where none is asked for", () =>
        assert.equal(spec({ A: { value: "x" } }).target.template, undefined));

    it("is asked for again when a version changes, and not else", () => {
        assert.equal(versionsDigest(["a", "b"]), versionsDigest(["a", "b"]));
        assert.notEqual(versionsDigest(["a", "b"]), versionsDigest(["a", "c"]));
    });
});

describe("secrets", () => {
    it("are found in templates with and without functions, once each", () => {
        assert.deepEqual(references('{{ .A }}{{- .B | b64enc }}{{.A}} .C {{ "x" }}'), ["A", "B"]);
    });

    const fields = (entries: Record<string, SecretArgs>, bundles: SecretBundleArgs[] = []) =>
        secretProblems(entries, bundles).map(({ field }) => field);

    it("come from one source of four", () => {
        const from = (secret: SecretArgs) => fields({ A: secret });
        assert.deepEqual(from({ value: "x" }), []);
        assert.deepEqual(from({ generate: { special: true, specialCharacters: "-_.~", version: "2" } }), []);
        assert.deepEqual(from({ existing: { name: output("later") } }), []);
        assert.deepEqual(from({ template: "x" }), []);
        assert.deepEqual(from({}), ["A"]);
        assert.deepEqual(from({ value: "x", template: "x" }), ["A"]);
        assert.deepEqual(from({ generate: {}, existing: { name: "a" } }), ["A"]);
    });

    it("never show a value that is given", () => {
        const [problem] = secretProblems({ A: { value: "plain-text", generate: {} } });
        assert.equal(problem?.found, "given and generated");
    });

    it("may name what only a bundle can have", () => {
        const secret = { A: { template: "{{ .B }}" } };
        assert.deepEqual(fields(secret), ["A.template"]);
        assert.deepEqual(fields(secret, [{ name: "prod/all" }]), []);
    });

    it("are named by name or by ARN when they are there", () => {
        const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/all-AbCdEf";
        assert.deepEqual(bundleProblems([{ name: "prod/all" }, { arn }]), []);
        assert.deepEqual(
            bundleProblems([{}, { name: "a", arn }, { name: "bad name" }, { arn: "prod/all" }]).map(
                ({ field }) => field,
            ),
            ["secretBundles[0].name", "secretBundles[1].arn", "secretBundles[2].name", "secretBundles[3].arn"],
        );
    });
});
