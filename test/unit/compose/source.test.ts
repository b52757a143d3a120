import assert from "node:assert/strict";
import { composeSource, missingHere } from "../../../compose/source";
import type { ServerConfig } from "../../../stacks/schema";

const source = (server: ServerConfig) => composeSource("demo", server, "/project", "/project/out");

describe("what compose runs", () => {
    it("is built by the Dockerfile and arguments of the server's block", () => {
        const image = { context: "./servers/demo", dockerfile: "Dockerfile", target: "build", buildArgs: { A: "1" } };
        assert.deepEqual(source({ image }).build, {
            context: "../servers/demo",
            dockerfile: "Dockerfile",
            target: "build",
            args: { A: "1" },
            network: undefined,
        });
    });

    it("is an image of somebody else's as it is named", () => {
        const { image, build } = source({ prebuilt: { image: "docker.io/mcp/fetch:1.0" } });
        assert.deepEqual([image, build], ["docker.io/mcp/fetch:1.0", undefined]);
    });

    it("is a runtime with the code mounted where pods have it, from its folder or from beside the compose file", () => {
        const runtime = { image: "docker.io/library/node:22.1" };
        const command = ["node", "/app/server.mjs"];
        const fromFolder = source({ code: { runtime, command, folder: "code" } });
        assert.deepEqual(
            [fromFolder.image, fromFolder.entrypoint, fromFolder.mounts],
            [runtime.image, command, ["../code:/app:ro"]],
        );
        const inline = source({ code: { runtime, command, files: { "server.mjs": "1" } } });
        assert.deepEqual(inline.mounts, ["./files/demo/code:/app:ro"]);
        assert.deepEqual(inline.files, { "files/demo/code/server.mjs": "1" });
    });

    it("starts the bridge for a server that speaks standard input and output", () => {
        const { entrypoint, command } = source({ image: { context: "." }, stdio: { command: ["node", "/app/a.js"] } });
        assert.match(entrypoint?.at(-1) ?? "", /^\/opt\/mcp-bridge\/bridge/);
        assert.deepEqual(command, ["--", "node", "/app/a.js"]);
    });

    it("has the files of settings, empty space and disks where pods have them", () => {
        const { mounts, files, emptyPaths, volumeNames } = source({
            image: { context: "." },
            settingsFiles: { "/etc/mcp/config.yaml": "a: 1" },
            volumes: [
                { name: "work", mountPath: "/work", emptyDir: {} },
                { name: "data", mountPath: "/data", readOnly: true, persistentVolumeClaim: { claimName: "data" } },
            ],
        });
        assert.deepEqual(mounts, [
            "./files/demo/settings/etc/mcp/config.yaml:/etc/mcp/config.yaml:ro",
            "demo-data:/data:ro",
        ]);
        assert.deepEqual(files, { "files/demo/settings/etc/mcp/config.yaml": "a: 1" });
        assert.deepEqual([emptyPaths, volumeNames], [["/work"], ["demo-data"]]);
    });

    it("is refused where only the cluster has what it needs", () => {
        const said = missingHere({
            image: { context: "." },
            volumes: [{ name: "ca", mountPath: "/ca", configMap: { name: "ca" } }],
            secrets: { KEY: { generate: {}, file: { path: "/etc/key/key" } } },
            secretBundles: [{ name: "mcp/all" }],
        });
        assert.equal(said.length, 3);
        assert.match(said[0] ?? "", /volume "ca" is a ConfigMap of the cluster/);
        assert.match(said[1] ?? "", /secrets\.KEY is a file/);
        assert.match(said[2] ?? "", /secretBundles/);
    });
});
