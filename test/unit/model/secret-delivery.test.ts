import assert from "node:assert/strict";
import { type Input, output } from "@pulumi/pulumi";
import { fileProblems, secretExtras } from "../../../components/model/secret-delivery";

const known = (value: Record<string, Input<string>> = {}) =>
    new Promise((resolve) => {
        output(value).apply(resolve);
    });

describe("delivery of secrets", () => {
    it("makes every key a variable, or single keys where they are named", () => {
        const { env, envFrom } = secretExtras([
            { secretName: "all" },
            { secretName: "single", variables: { API_KEY: "api-key" } },
        ]);
        assert.deepEqual(envFrom, [{ secretRef: { name: "all" } }]);
        assert.deepEqual(env, [{ name: "API_KEY", valueFrom: { secretKeyRef: { name: "single", key: "api-key" } } }]);
    });

    it("makes each folder of files a read-only volume, with the files' own permissions, and no variables", () => {
        const { volumes, volumeMounts, envFrom } = secretExtras([
            {
                secretName: "files",
                files: {
                    TOKEN: { path: "/etc/github/token" },
                    CERT: { path: "/etc/tls/tls.crt", mode: "0444" },
                    KEY: { path: "/etc/tls/tls.key", mode: "0400" },
                },
            },
        ]);
        assert.deepEqual(envFrom, []);
        assert.deepEqual(volumeMounts, [
            { name: "secret-files-0", mountPath: "/etc/github", readOnly: true },
            { name: "secret-files-1", mountPath: "/etc/tls", readOnly: true },
        ]);
        assert.deepEqual(volumes, [
            {
                name: "secret-files-0",
                secret: { secretName: "files", items: [{ key: "TOKEN", path: "token", mode: 0o440 }] },
            },
            {
                name: "secret-files-1",
                secret: {
                    secretName: "files",
                    items: [
                        { key: "CERT", path: "tls.crt", mode: 0o444 },
                        { key: "KEY", path: "tls.key", mode: 0o400 },
                    ],
                },
            },
        ]);
    });

    it("tells Reloader of every Secret, and of none where the pods are not to roll", async () => {
        const secrets = [{ secretName: output("one") }, { secretName: "two" }];
        const { deploymentAnnotations } = secretExtras(secrets);
        assert.deepEqual(await known(deploymentAnnotations), { "secret.reloader.stakater.com/reload": "one,two" });
        assert.deepEqual(secretExtras(secrets, false).deploymentAnnotations, {});
        assert.deepEqual(secretExtras([]).deploymentAnnotations, {});
    });
});

describe("place of a secret's file", () => {
    for (const path of ["/etc/github/token", "/app/secrets/config.json", "/secrets/a", "/var/run-secrets/a"]) {
        it(`may be ${path}`, () => assert.deepEqual(fileProblems({ path }), []));
    }

    for (const path of [
        "token",
        "/token",
        "/etc/token",
        "/app/.env",
        "/tmp/token",
        "/tmp/a/b",
        "/proc/x/y",
        "/a/../b",
        "/a/",
    ]) {
        it(`is not ${path}`, () => assert.equal(fileProblems({ path })[0]?.field, "path"));
    }

    for (const mode of ["0400", "0440", "0444", "440"]) {
        it(`may have permissions ${mode}`, () => assert.deepEqual(fileProblems({ path: "/etc/a/b", mode }), []));
    }

    for (const mode of ["0600", "0644", "0500", "rw", "0040"]) {
        it(`has no permissions ${mode}`, () =>
            assert.equal(fileProblems({ path: "/etc/a/b", mode })[0]?.field, "mode"));
    }
});
