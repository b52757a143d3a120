import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { nodeBaseImage, registryHost } from "../../local/addresses";
import { dockerProvider } from "../../local/plugins/docker/provider";
import { handledProvider, type Properties } from "../../local/plugins/shared";
import { ProviderClient } from "../unit/plugins/support/provider-client";

const IMAGE = "docker:index/image:Image";
const repository = "plugins-docker-test";
const imageName = `${registryHost}/${repository}:1.0`;

/** With a real engine and registry. What the official plugin does: pulumi-docker, provider/image.go. */
describe("stand-in for the docker plugin, with an engine and a registry", function () {
    this.timeout(900_000);
    let client: ProviderClient;
    let context: string;
    before(async () => {
        client = await ProviderClient.connect(handledProvider(dockerProvider));
        await client.configure({});
    });
    beforeEach(() => {
        context = mkdtempSync(join(tmpdir(), "image-"));
        dockerfile(`RUN node -e "console.log('token', process.env.TOKEN.length)"`, "COPY main.js /main.js");
        writeFileSync(join(context, "main.js"), "console.log(1)\n");
    });
    afterEach(() => rmSync(context, { recursive: true }));
    after(async () => {
        client.close();
        await execa("docker", ["image", "rm", "--force", imageName], { reject: false });
    });

    function dockerfile(...steps: string[]): void {
        const lines = ["ARG BASE", `FROM \${BASE}`, "ARG TOKEN", ...steps];
        writeFileSync(join(context, "Dockerfile"), `${lines.join("\n")}\n`);
    }

    async function inputsOf(): Promise<Properties> {
        // Builds use the host's network: the engine here has no bridge.
        const build = { context, network: "host", args: { BASE: nodeBaseImage, TOKEN: "s3cret-token" } };
        const { inputs, failures } = await client.check(IMAGE, { imageName, build });
        assert.deepEqual(failures, []);
        return inputs;
    }

    async function digestInRegistry(reference: string): Promise<string | null> {
        const accept =
            "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";
        const url = `http://${registryHost}/v2/${repository}/manifests/${reference}`;
        return (await fetch(url, { method: "HEAD", headers: { accept } })).headers.get("docker-content-digest");
    }

    it("pushes what it built, and gives the digest by which the registry has it", async () => {
        const { outputs } = await client.create(IMAGE, await inputsOf());
        assert.equal(outputs.repoDigest, `${registryHost}/${repository}@${await digestInRegistry("1.0")}`);
        const shown = client.logged.map(({ message }) => message);
        assert.ok(shown.includes("token 12"), "the build's own output is shown");
        assert.ok(!shown.some((line) => line.includes("s3cret-token")));
    });

    it("gives another digest when a source file has changed, the same when none has", async () => {
        const inputs = await inputsOf();
        const { id, outputs } = await client.create(IMAGE, inputs);
        const again = await client.update(IMAGE, id, { inputs, outputs }, inputs);
        assert.equal(again.repoDigest, outputs.repoDigest);
        writeFileSync(join(context, "main.js"), "console.log(2)\n");
        const changed = await client.update(IMAGE, id, { inputs, outputs }, await inputsOf());
        assert.notEqual(changed.repoDigest, outputs.repoDigest);
    });

    it("tells why a build failed by the end of its output", async () => {
        dockerfile("RUN node -e \"console.error('no such dependency'); process.exit(3)\"");
        await assert.rejects(
            client.create(IMAGE, await inputsOf()),
            /building .* failed[\s\S]*no such dependency[\s\S]*returned a non-zero code: 3/,
        );
    });
});
