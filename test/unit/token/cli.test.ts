import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { decodeJwt } from "jose";
import { repositoryDir } from "../../../local/paths";
import { caller, type OpenIdProvider, opaqueCaller, startOpenIdProvider } from "../../support/openid-provider";

const resource = "https://mcp.example.com/demo/mcp";

describe("the token command", function () {
    this.timeout(60_000);
    let provider: OpenIdProvider;
    let directory: string;
    before(async () => {
        provider = await startOpenIdProvider({ path: "/realms/mcp" });
        directory = mkdtempSync(join(tmpdir(), "token-"));
    });
    after(async () => {
        rmSync(directory, { recursive: true });
        await provider.stop();
    });
    beforeEach(() => {
        provider.answers = "well";
    });

    async function token(
        args: string[],
        { env = { CLIENT_SECRET: caller.secret }, input = "" }: { env?: Record<string, string>; input?: string } = {},
    ): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
        const command = ["--import", "tsx", join(repositoryDir, "token/cli.ts"), ...args];
        return execa(process.execPath, command, { cwd: repositoryDir, env, input, reject: false });
    }
    const wanted = () => ["--issuer", provider.issuer, "--client-id", caller.id, "--resource", resource];

    it("says what is in the token, and not the token", async () => {
        const { exitCode, stdout, stderr } = await token([...wanted(), "--scope", "mcp:tools,mcp:admin"]);
        assert.equal(exitCode, 0, stderr);
        assert.match(stdout, /^issuer {4}http:.*\/realms\/mcp$/m);
        assert.match(stdout, /^subject {3}caller$/m);
        assert.match(stdout, /^scopes {4}mcp:tools mcp:admin$/m);
        assert.match(stdout, /^audience {2}https:\/\/mcp\.example\.com\/demo\/mcp$/m);
        assert.match(stdout, /^expires {3}\d{4}-\d\d-\d\dT/m);
        assert.match(stdout, /^token {5}not shown: --print, --header or --output FILE$/m);
        assert.doesNotMatch(stdout + stderr, /eyJ/);
    });

    it("prints just the token, or the header for curl", async () => {
        const { stdout } = await token([...wanted(), "--print"]);
        assert.equal(decodeJwt(stdout).aud, resource);
        const header = await token([...wanted(), "--header"]);
        assert.match(header.stdout, /^Authorization: Bearer eyJ\S+$/);
    });

    it("writes a file that only its owner reads, also over one that others could read", async () => {
        const file = join(directory, "token");
        writeFileSync(file, "old", { mode: 0o644 });
        const { stdout, stderr } = await token([...wanted(), "--output", file, "--json"]);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.equal(decodeJwt(readFileSync(file, "utf8").trim()).sub, caller.id);
        const said = JSON.parse(stdout) as Record<string, unknown>;
        assert.deepEqual([said.subject, said.audience, said.output], [caller.id, [resource], file]);
        assert.doesNotMatch(stdout + stderr, /eyJ/);
    });

    it("takes the secret from standard input, and tells of opaque tokens what the issuer tells", async () => {
        const args = ["--issuer", provider.issuer, "--client-id", opaqueCaller.id, "--resource", resource];
        const { stdout } = await token([...args, "--scope", "mcp:tools", "--secret-stdin"], {
            env: {},
            input: `${opaqueCaller.secret}\n`,
        });
        assert.match(stdout, /^subject {3}opaque-caller \(the token is opaque\)$/m);
        assert.match(stdout, /^scopes {4}mcp:tools$/m);
    });

    it("takes the secret from a key of an entry of Secrets Manager", async () => {
        const asked: string[] = [];
        const secretsManager = createServer(async (request, response) => {
            for await (const chunk of request) asked.push(String(chunk));
            response.setHeader("content-type", "application/x-amz-json-1.1");
            response.end(JSON.stringify({ SecretString: JSON.stringify({ clientSecret: caller.secret }) }));
        });
        await new Promise<void>((resolve) => secretsManager.listen(0, "127.0.0.1", resolve));
        const env = {
            AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`,
            AWS_REGION: "eu-central-1",
            AWS_ACCESS_KEY_ID: "test",
            AWS_SECRET_ACCESS_KEY: "test",
        };
        try {
            const found = await token([...wanted(), "--secret-entry", "mcp/caller#clientSecret"], { env });
            assert.match(found.stdout, /^subject {3}caller$/m, found.stderr);
            assert.deepEqual(asked, ['{"SecretId":"mcp/caller"}']);
            const other = await token([...wanted(), "--secret-entry", "mcp/caller#password"], { env });
            assert.equal(other.exitCode, 2);
            assert.match(other.stderr, /the entry mcp\/caller of Secrets Manager has no text under "password"/);
        } finally {
            secretsManager.close();
        }
    });

    it("passes on why the issuer refuses, with what mends it, and never the secret", async () => {
        const { exitCode, stdout, stderr } = await token([...wanted(), "--print"], {
            env: { CLIENT_SECRET: "hunter2" },
        });
        assert.equal(exitCode, 1);
        assert.equal(stdout, "");
        assert.match(stderr, /\/token gives no token: invalid_client; .*; compare client id and secret/);
        assert.doesNotMatch(stderr, /hunter2/);
    });

    it("says when the issuer cannot be reached", async () => {
        provider.answers = "cut";
        const { exitCode, stderr } = await token([...wanted(), "--print"]);
        assert.equal(exitCode, 1);
        assert.match(stderr, /openid-configuration does not answer/);
    });

    for (const [what, args, env, message] of [
        ["no issuer", ["--client-id", "a"], {}, /whose token\? Use --issuer, or --stack and --server/],
        [
            "no secret",
            ["--issuer", "https://a.example.com", "--client-id", "a"],
            {},
            /set CLIENT_SECRET, or use --secret-stdin/,
        ],
        ["an unknown option", ["--password", "a"], {}, /unknown option '--password'/],
    ] as const) {
        it(`refuses ${what} before it asks anybody`, async () => {
            const { exitCode, stderr } = await token([...args], { env });
            assert.equal(exitCode, 2);
            assert.match(stderr, message);
        });
    }

    it("tells its exit codes in its help", async () => {
        const { exitCode, stdout } = await token(["--help"]);
        assert.equal(exitCode, 0);
        assert.match(stdout, /^ {2}2 {2}usage or configuration refused/m);
    });
});
