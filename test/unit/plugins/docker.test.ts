import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { clientConfig, credentialKey } from "../../../local/plugins/docker/credentials";
import { dockerProvider } from "../../../local/plugins/docker/provider";
import { handledProvider, isObject, type Properties } from "../../../local/plugins/shared";
import { ProviderClient } from "./support/provider-client";

const IMAGE = "docker:index/image:Image";
const digest = `sha256:${"ab".repeat(32)}`;

/** A `docker` that notes how it was called; `build` fails when the context holds a file "broken". */
const fakeDocker = `#!/bin/sh
echo "$*" >> "$FAKE_DOCKER_LOG"
env | grep -E '^(DOCKER_|TOKEN)' | sort >> "$FAKE_DOCKER_LOG.env"
[ -n "$DOCKER_CONFIG" ] && { cat "$DOCKER_CONFIG/config.json"; echo; } >> "$FAKE_DOCKER_LOG.config"
case "$1" in
buildx) exit 1 ;;
build) for last; do :; done
  echo "Step 1/1 : FROM scratch"
  if [ -e "$last/broken" ]; then echo "npm error: cannot compile"; exit 7; fi ;;
push) echo "1.0: digest: ${digest} size: 528" ;;
image) echo "sha256:local" ;;
esac
`;

/** Behaviour of the official plugin: pulumi-docker, provider/provider.go and provider/image.go. */
describe("stand-in for the docker plugin", () => {
    let client: ProviderClient;
    let engine: Server;
    let dir: string;
    const environment = { ...process.env };
    const file = (path: string, text: string) => {
        mkdirSync(join(dir, path, ".."), { recursive: true });
        writeFileSync(join(dir, path), text);
    };
    const calls = (suffix = "") => readFileSync(join(dir, `log${suffix}`), "utf8");

    beforeEach(async () => {
        dir = mkdtempSync(join(tmpdir(), "docker-stand-in-"));
        file("bin/docker", fakeDocker);
        chmodSync(join(dir, "bin/docker"), 0o755);
        file("app/Dockerfile", "FROM scratch\n");
        file("app/main.js", "1\n");
        engine = createServer((_request, response) => response.setHeader("Builder-Version", "1").end("OK"));
        await new Promise<void>((resolve) => engine.listen(join(dir, "docker.sock"), resolve));
        Object.assign(process.env, {
            PATH: [join(dir, "bin"), environment.PATH].join(delimiter),
            FAKE_DOCKER_LOG: join(dir, "log"),
            DOCKER_CONFIG: join(dir, "users-config"),
        });
        client = await ProviderClient.connect(handledProvider(dockerProvider));
        await client.configure({ host: `unix://${join(dir, "docker.sock")}` });
    });
    afterEach(() => {
        client.close();
        engine.close();
        process.env = { ...environment };
        rmSync(dir, { recursive: true, force: true });
    });

    const inputsOf = async (more: Properties = {}, build: Properties = {}) => {
        const given = { imageName: "localhost:5000/app:1.0", build: { context: join(dir, "app"), ...build }, ...more };
        const { inputs, failures } = await client.check(IMAGE, given);
        assert.deepEqual(failures, []);
        return inputs;
    };

    it("builds, pushes and tells the digest that the registry has", async () => {
        const { id, outputs } = await client.create(IMAGE, await inputsOf());
        assert.equal(id, "localhost:5000/app:1.0");
        assert.equal(outputs.repoDigest, `localhost:5000/app@${digest}`);
        assert.deepEqual([outputs.context, outputs.dockerfile], [join(dir, "app"), "Dockerfile"]);
        assert.match(calls(), /^build .*\npush localhost:5000\/app:1\.0\n$/);
        assert.ok(client.logged.some(({ message, ephemeral }) => ephemeral && message === "Step 1/1 : FROM scratch"));
    });

    it("passes on what a build can be told, values of arguments by the environment", async () => {
        const build = {
            target: "run",
            network: "host",
            platform: "linux/arm64",
            args: { TOKEN: "s3cret" },
            addHosts: ["a:1.2.3.4"],
        };
        await client.create(IMAGE, await inputsOf({ skipPush: true }, build));
        for (const flag of [
            "--target=run",
            "--network=host",
            "--platform=linux/arm64",
            "--build-arg=TOKEN ",
            "--add-host=a:1.2.3.4",
        ]) {
            assert.ok(calls().includes(flag), flag);
        }
        assert.ok(!calls().includes("s3cret") && calls(".env").includes("TOKEN=s3cret"));
    });

    it("tells the local id when it does not push", async () => {
        const { outputs } = await client.create(IMAGE, await inputsOf({ skipPush: true, imageName: "app:1.0" }));
        assert.equal(outputs.repoDigest, "sha256:local");
        assert.doesNotMatch(calls(), /^push/m);
    });

    it("builds without BuildKit where the engine does, and refuses when BuildKit is asked for", async () => {
        await client.create(IMAGE, await inputsOf());
        assert.match(calls(".env"), /DOCKER_BUILDKIT=0/);
        const asked = await inputsOf({}, { builderVersion: "BuilderBuildKit" });
        await assert.rejects(client.create(IMAGE, asked), /no buildx/);
    });

    it("neither builds nor knows the digest in a preview", async () => {
        const { outputs } = await client.create(IMAGE, await inputsOf(), { preview: true });
        assert.equal("repoDigest" in outputs, false);
        assert.throws(calls, /ENOENT/);
    });

    it("builds in a preview on buildOnPreview, without pushing", async () => {
        await client.create(IMAGE, await inputsOf({ buildOnPreview: true }), { preview: true });
        assert.match(calls(), /^build /m);
        assert.doesNotMatch(calls(), /^push/m);
    });

    it("shows a changed source file as an update, and an ignored one not", async () => {
        file("app/.dockerignore", "node_modules\n");
        const before = await inputsOf();
        file("app/node_modules/x.js", "x\n");
        assert.deepEqual((await client.diff(IMAGE, "i", before, await inputsOf())).detailed, {});
        file("app/main.js", "2\n");
        const { detailed, replaces } = await client.diff(IMAGE, "i", before, await inputsOf());
        assert.deepEqual([detailed, replaces], [{ "build.contextDigest": "UPDATE" }, []]);
    });

    it("does not build anew for a registry's new password, but for a new registry", async () => {
        const before = await inputsOf({ registry: { server: "a.example", username: "u", password: "1" } });
        const rotated = { ...before, registry: { server: "a.example", username: "u", password: "2" } };
        assert.deepEqual((await client.diff(IMAGE, "i", before, rotated)).detailed, {});
        const moved = { ...before, registry: { server: "b.example", username: "u", password: "1" } };
        assert.deepEqual((await client.diff(IMAGE, "i", before, moved)).detailed, { "registry.server": "UPDATE" });
    });

    it("gives credentials by a private configuration that is gone afterwards, and never logs them", async () => {
        file("users-config/config.json", JSON.stringify({ credsStore: "desktop", auths: { "other.example": {} } }));
        const registry = { server: "https://localhost:5000", username: "u", password: "s3cret" };
        await client.create(IMAGE, await inputsOf({ registry }));
        const used = JSON.parse(calls(".config").split("\n")[0] ?? "");
        assert.equal(Buffer.from(used.auths["localhost:5000"].auth, "base64").toString(), "u:s3cret");
        assert.deepEqual([used.credHelpers["localhost:5000"], used.credsStore], ["", "desktop"]);
        assert.ok("other.example" in used.auths);
        const directory = /DOCKER_CONFIG=(.*)/.exec(calls(".env"))?.[1] ?? "";
        assert.throws(() => readFileSync(join(directory, "config.json")), /ENOENT/);
        assert.ok(!calls().includes("s3cret") && !JSON.stringify(client.logged).includes("s3cret"));
    });

    it("ends a failed build with the end of its output and the exit code", async () => {
        file("app/broken", "");
        await assert.rejects(client.create(IMAGE, await inputsOf()), (error: Error) => {
            assert.match(
                error.message,
                /building localhost:5000\/app:1\.0 failed \(exit code 7\):\n(.*\n)*.*npm error: cannot compile/,
            );
            return true;
        });
    });

    it("says so in the preview already when no engine answers", async () => {
        const other = await ProviderClient.connect(handledProvider(dockerProvider));
        await assert.rejects(
            other.configure({ host: "unix:///nowhere.sock" }),
            /failed to connect to any docker daemon/,
        );
        other.close();
    });

    const refusals: [string, Properties, RegExp][] = [
        ["a name without a registry when it pushes", { imageName: "app:1.0" }, /fully qualified/],
        [
            "a Dockerfile that is not there",
            { imageName: "a.b/c", build: { dockerfile: "no/Dockerfile" } },
            /could not open dockerfile/,
        ],
        ["an unknown builder", { imageName: "a.b/c", build: { builderVersion: "3" } }, /BuilderV1 or BuilderBuildKit/],
        ["an unknown build property", { imageName: "a.b/c", build: { squash: true } }, /build\.squash is not served/],
        ["an unknown property", { imageName: "a.b/c", tags: [] }, /does not implement "tags"/],
    ];
    for (const [what, inputs, message] of refusals) {
        it(`refuses ${what}`, async () => {
            const { failures } = await client.check(IMAGE, inputs);
            assert.match(failures.map(({ reason }) => reason).join("\n"), message);
        });
    }

    it("knows Docker Hub by the key that the docker command uses for it", () => {
        assert.equal(credentialKey("docker.io"), "https://index.docker.io/v1/");
        const { auths } = clientConfig({}, { server: "docker.io", username: "u", password: "p" }, "/plugins");
        assert.ok(isObject(auths) && "https://index.docker.io/v1/" in auths);
    });
});
