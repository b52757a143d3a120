import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { McpServer, type McpServerArgs } from "../../components";
import { pushedDigest, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const brave = { image: `mcp/brave-search:2.0.1@sha256:${"0a".repeat(32)}` };

const make = async (args: Omit<McpServerArgs, "namespace">) =>
    (await record(() => new McpServer("search", { namespace: "tools", ...args }))).program;

/** Notes how it was called; finds a signature when the file "signed" is there, which `sign` makes. */
const fakeCosign = `#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >> log
case "$1" in
sign) touch signed ;;
verify) [ -e signed ] || { echo "WARNING: insecure" >&2; echo "Error: no signatures found" >&2; exit 10; } ;;
esac
`;

describe("signature of McpServer's image", () => {
    const path = process.env.PATH;
    let dir: string;
    const calls = () => readFileSync(join(dir, "log"), "utf8").trim().split("\n");
    const key = "awskms:///alias/mcp";

    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "mcp-eks-cosign-"));
        writeFileSync(join(dir, "cosign"), fakeCosign);
        chmodSync(join(dir, "cosign"), 0o755);
        process.env.PATH = [dir, path].join(delimiter);
    });
    afterEach(() => {
        process.env.PATH = path;
        rmSync(dir, { recursive: true });
    });

    /** What ends the program, and the program as far as it came. */
    async function failure(args: Omit<McpServerArgs, "namespace">): Promise<Error> {
        return new Promise<Error>((resolve) => {
            process.once("unhandledRejection", resolve);
            void make(args).catch(resolve);
        });
    }

    it("is verified by the digest that is deployed", async () => {
        writeFileSync(join(dir, "signed"), "");
        const program = await make({ image: { context, signature: { key } } });
        const image = `${ecr}/mcp/test/search@${pushedDigest}`;
        assert.deepEqual(calls(), [`verify --key=${key} ${image}`]);
        const { template } = program.only("Deployment").inputs.spec as {
            template: { spec: { containers: { image: string }[] } };
        };
        assert.equal(template.spec.containers[0]?.image, image);
    });

    it("is verified where a pre-built image comes from, before it is copied", async () => {
        const error = await failure({ prebuilt: { ...brave, signature: { key } } });
        assert.match(error.message, /image docker\.io\/mcp\/brave-search@sha256:0a.* is not deployed/);
        assert.match(
            error.message,
            /expected is a signature by the key awskms:\/\/\/alias\/mcp:\nError: no signatures found$/,
        );
    });

    it("is made after the push, once", async () => {
        const signature = { key, signingKey: "awskms:///alias/signing" };
        const program = await make({ image: { context, signature } });
        assert.deepEqual(
            calls().map((call) => call.split(" ")[0]),
            ["verify", "sign", "verify"],
        );
        // Where the registry has no referrers, cosign adds signatures under one tag.
        assert.equal(program.only("Repository").inputs.imageTagMutability, "IMMUTABLE_WITH_EXCLUSION");
        await make({ image: { context, signature } });
        assert.equal(calls().filter((call) => call.startsWith("sign ")).length, 1);
    });

    it("needs the program cosign, and says so", async () => {
        process.env.PATH = join(dir, "empty");
        const { message } = await failure({ image: { context, signature: { key } } });
        assert.match(message, /there is no program "cosign" on PATH; .* https:\/\/docs\.sigstore\.dev/);
    });
});
