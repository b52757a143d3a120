import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { dockerProvider } from "../../../local/plugins/docker/provider";
import { nameParts } from "../../../local/plugins/docker/registry";
import { handledProvider, type Properties, UNKNOWN } from "../../../local/plugins/shared";
import { ProviderClient } from "./support/provider-client";

const REMOTE = "docker:index/remoteImage:RemoteImage";
const TAG = "docker:index/tag:Tag";
const PUSHED = "docker:index/registryImage:RegistryImage";
const digest = `sha256:${"ab".repeat(32)}`;
const source = `docker.io/mcp/fetch@${digest}`;

/** A `docker` that has the image once it is pulled, and notes how it was called. */
const fakeDocker = `#!/bin/sh
echo "$*" >> "$FAKE_DOCKER/log"
[ -n "$DOCKER_CONFIG" ] && cat "$DOCKER_CONFIG/config.json" >> "$FAKE_DOCKER/config" 2>/dev/null
case "$1" in
pull) touch "$FAKE_DOCKER/pulled" ;;
push) echo "1.0: digest: ${digest} size: 528" ;;
image) [ "$2" = rm ] && exit 0
  if [ -e "$FAKE_DOCKER/pulled" ]; then echo 'sha256:local ["${source}"]'; else echo "Error: No such image: x" >&2; exit 1; fi ;;
esac
`;

/** Behaviour of the official plugin: terraform-provider-docker, internal/provider/resource_docker_{image,tag,registry_image}*.go. */
describe("stand-in for the docker plugin, copying images", () => {
    let client: ProviderClient;
    let registry: Server;
    let dir: string;
    const environment = { ...process.env };
    const calls = () => (existsSync(join(dir, "log")) ? readFileSync(join(dir, "log"), "utf8") : "");
    const anonymous = { address: "http://localhost:5000", username: "", password: "" };

    beforeEach(async () => {
        dir = mkdtempSync(join(tmpdir(), "docker-copies-"));
        mkdirSync(join(dir, "bin"));
        writeFileSync(join(dir, "bin", "docker"), fakeDocker);
        chmodSync(join(dir, "bin", "docker"), 0o755);
        registry = createServer((request, response) => {
            if (request.url === "/_ping") return void response.end("OK");
            if (request.url?.startsWith("/token")) return void response.end(JSON.stringify({ token: "anonymous" }));
            const isThere = request.method === "HEAD" && request.url === "/v2/team/app/manifests/1.0";
            if (isThere && request.headers.authorization !== "Bearer anonymous") {
                const realm = `http://${request.headers.host}/token`;
                response.setHeader("www-authenticate", `Bearer realm="${realm}",service="s",scope="repository:pull"`);
                response.statusCode = 401;
            } else if (isThere) response.setHeader("docker-content-digest", digest);
            else response.statusCode = 404;
            response.end();
        });
        await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
        Object.assign(process.env, {
            PATH: [join(dir, "bin"), environment.PATH].join(delimiter),
            FAKE_DOCKER: dir,
            DOCKER_CONFIG: join(dir, "users-config"),
        });
        client = await ProviderClient.connect(handledProvider(dockerProvider));
        await client.configure({ host: `tcp://${host()}` });
    });
    afterEach(() => {
        client.close();
        registry.close();
        process.env = { ...environment };
        rmSync(dir, { recursive: true, force: true });
    });
    const host = () => `127.0.0.1:${(registry.address() as AddressInfo).port}`;

    const checked = async (type: string, given: Properties) => {
        const { inputs, failures } = await client.check(type, given);
        assert.deepEqual(failures, []);
        return inputs;
    };

    it("pulls an image for a platform, once, and tells its id", async () => {
        const inputs = await checked(REMOTE, { name: source, platform: "linux/amd64" });
        const { id, outputs } = await client.create(REMOTE, inputs);
        assert.equal(id, `sha256:local${source}`);
        assert.deepEqual([outputs.imageId, outputs.repoDigest], ["sha256:local", source]);
        await client.create(REMOTE, inputs);
        assert.deepEqual(calls().match(/^pull .*$/gm), [`pull --platform=linux/amd64 ${source}`]);
    });

    it("neither pulls nor knows the id in a preview", async () => {
        const { outputs } = await client.create(REMOTE, await checked(REMOTE, { name: source }), { preview: true });
        assert.equal(outputs.imageId, UNKNOWN);
        assert.equal(calls(), "");
    });

    it("replaces an image of another name", async () => {
        const { replaces } = await client.diff(REMOTE, "i", { name: source }, { name: "docker.io/mcp/other:1" });
        assert.deepEqual(replaces, ["name"]);
    });

    it("removes a pulled image from the engine unless it is to be kept", async () => {
        writeFileSync(join(dir, "pulled"), "");
        await client.delete(REMOTE, "i", { name: source, keepLocally: true }, {});
        assert.doesNotMatch(calls(), /^image rm/m);
        await client.delete(REMOTE, "i", { name: source }, {});
        assert.match(calls(), /^image rm docker\.io/m);
    });

    it("finds an image that the engine lost gone at a refresh", async () => {
        assert.equal((await client.read(REMOTE, "i", { name: source }, { name: source })).id, "");
    });

    it("gives an image another name, which every change of either replaces", async () => {
        writeFileSync(join(dir, "pulled"), "");
        const given = { sourceImage: "sha256:local", targetImage: "localhost:5000/app:1.0" };
        const { id, outputs } = await client.create(TAG, await checked(TAG, given));
        assert.equal(id, "sha256:local.localhost:5000/app:1.0");
        assert.equal(outputs.sourceImageId, "sha256:local");
        assert.match(calls(), /^tag sha256:local localhost:5000\/app:1\.0$/m);
        assert.deepEqual((await client.diff(TAG, "i", given, { ...given, sourceImage: "b" })).replaces, [
            "sourceImage",
        ]);
    });

    it("pushes an image and tells the digest that the registry has", async () => {
        const given = { name: "localhost:5000/app:1.0", authConfig: anonymous, keepRemotely: true };
        const { id, outputs } = await client.create(PUSHED, await checked(PUSHED, given));
        assert.deepEqual([id, outputs.sha256Digest], [digest, digest]);
        assert.match(calls(), /^push localhost:5000\/app:1\.0$/m);
    });

    it("pushes with the credentials that it is given, and writes them nowhere", async () => {
        const authConfig = { address: "https://a.example", username: "u", password: "s3cret" };
        await client.create(PUSHED, await checked(PUSHED, { name: "a.example/app:1.0", authConfig }));
        const { auths } = JSON.parse(readFileSync(join(dir, "config"), "utf8"));
        assert.equal(Buffer.from(auths["a.example"].auth, "base64").toString(), "u:s3cret");
        assert.ok(!calls().includes("s3cret"));
    });

    it("pushes nothing anew for another password, and all for another name", async () => {
        const before = { name: "a.example/app:1", authConfig: { address: "https://a.example", password: "1" } };
        const rotated = { ...before, authConfig: { ...before.authConfig, password: "2" } };
        assert.deepEqual((await client.diff(PUSHED, "i", before, rotated)).replaces, []);
        assert.deepEqual((await client.diff(PUSHED, "i", before, { ...before, name: "b" })).replaces, ["name"]);
    });

    it("refuses a registry that it has no entry for, as the official one does", async () => {
        const { failures } = await client.check(PUSHED, { name: "a.example/app:1" });
        assert.match(
            failures.map(({ reason }) => reason).join(),
            /no auth config found for the registry of a\.example/,
        );
    });

    it("looks up the digest of a tag, with the token that anybody gets", async () => {
        const name = `${host()}/team/app:1.0`;
        const found = await client.invoke("docker:index/getRegistryImage:getRegistryImage", { name });
        assert.equal(found.sha256Digest, digest);
    });

    it("says which tag a registry does not have", async () => {
        const asked = client.invoke("docker:index/getRegistryImage:getRegistryImage", { name: `${host()}/team/app:2` });
        await assert.rejects(asked, /fetch image version 127\.0\.0\.1:\d+\/team\/app:2 from registry: HTTP 404/);
    });

    it("knows Docker Hub by the host that serves its images", () => {
        const hub = { host: "registry-1.docker.io", tag: "22" };
        assert.deepEqual(nameParts("node:22"), { ...hub, repository: "library/node" });
        assert.deepEqual(nameParts("docker.io/mcp/fetch:22"), { ...hub, repository: "mcp/fetch" });
        assert.deepEqual(nameParts("localhost:5000/a/b"), { host: "localhost:5000", repository: "a/b", tag: "latest" });
    });
});
