import assert from "node:assert/strict";
import { noPlainSecrets } from "../../../policy/rules/no-plain-secrets";
import { container, deployment, pod, running, said } from "./judged";

const of = (name: string, value: string) => said(noPlainSecrets, running(container({ env: [{ name, value }] })));
const configMap = (data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data });

describe("policy rule no-plain-secrets", () => {
    for (const name of [
        "GITHUB_TOKEN",
        "password",
        "DB_PASSWORD_2",
        "OPENAI_API_KEY",
        "APIKEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "client-secret",
        "githubToken",
        "SSH_PRIVATE_KEY",
    ]) {
        it(`refuses a value of ${name}, and does not repeat it`, () => {
            const [problem = "", ...more] = of(name, "hunter2hunter2");
            assert.equal(more.length, 0);
            assert.match(
                problem,
                new RegExp(`^spec\\.template\\.spec\\.containers\\[0\\]\\.env\\[0\\]\\.value is .*${name}`),
            );
            assert.doesNotMatch(problem, /hunter2/);
        });
    }

    for (const [name, value] of [
        ["TOKEN_URL", "https://example.com/token"],
        ["MAX_TOKENS", "4096"],
        ["PASSWORD_MIN_LENGTH", "12"],
        ["SECRET_NAME", "github"],
        ["PWD", "/app"],
        ["REQUIRE_TOKEN", "true"],
        ["GITHUB_TOKEN", ""],
        ["AUTHORIZATION_TOKEN", "Bearer $(GITHUB_TOKEN)"],
        ["DATABASE_URL", "postgres://mcp:$(DB_PASSWORD)@db:5432/mcp"],
        ["LOG_LEVEL", "info"],
    ] as const) {
        it(`passes ${name}=${value}`, () => assert.deepEqual(of(name, value), []));
    }

    // Put together here, so that nobody's scanner takes them for real.
    const forms: Record<string, string> = {
        "a key of AWS": `AKIA${"ABCDEFGHIJKLMNOP"}`,
        "a token of GitHub": `ghp_${"a".repeat(36)}`,
        "a token of GitLab": `glpat-${"a".repeat(20)}`,
        "a token of Slack": `xoxb-${"1".repeat(12)}`,
        "a key of OpenAI": `sk-${"a".repeat(24)}`,
        "a JSON web token": `eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.signature`,
        "a private key": `-----BEGIN RSA ${"PRIVATE"} KEY-----\nMII`,
        "a password in a URL": `postgres://mcp:${"hunter2"}@db:5432/mcp`,
    };
    for (const [form, value] of Object.entries(forms)) {
        it(`refuses ${form} under whatever name`, () => assert.equal(of("HARMLESS", `x ${value}`).length, 1));
    }

    it("passes a secret that comes from a Secret", () => {
        const valueFrom = { secretKeyRef: { name: "github-secrets", key: "GITHUB_TOKEN" } };
        const object = running(container({ env: [{ name: "GITHUB_TOKEN", valueFrom }] }));
        assert.deepEqual(said(noPlainSecrets, object), []);
    });

    it("looks at containers that run first, and at ConfigMaps", () => {
        const first = container({ env: [{ name: "GITHUB_TOKEN", value: "hunter2hunter2" }] });
        assert.equal(said(noPlainSecrets, deployment(pod({ initContainers: [first] }))).length, 1);
        assert.match(said(noPlainSecrets, configMap({ "api-key": "hunter2hunter2" }))[0] ?? "", /^data\.api-key is /);
        assert.deepEqual(said(noPlainSecrets, configMap({ LOG_LEVEL: "info" })), []);
    });
});
