import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { composeFile } from "../../compose/compose-file";
import { files } from "../../compose/files";
import { readStack } from "../../compose/read-stack";
import { tool } from "../support/tools";
import { composeServer } from "../unit/compose/servers";
import { schemaErrors } from "./json-schema";
import { withDirectory, write } from "./proxies";

const projectDir = join(__dirname, "..", "..");
const everything = composeServer({
    build: undefined,
    image: "docker.io/mcp/issues:1.4.0",
    entrypoint: ["node", "/app/server.mjs"],
    command: ["--verbose"],
    mounts: ["./files/issue-tracker/code:/app:ro", "issue-tracker-cache:/var/cache"],
    volumeNames: ["issue-tracker-cache"],
    emptyPaths: ["/work"],
    environment: { PRICE: "$5" },
    secretVariables: ["TOKEN"],
});

describe("docker-compose.yaml", function () {
    this.timeout(900_000);

    for (const redis of [true, false]) {
        it(`is what the Compose specification allows, ${redis ? "with" : "without"} Redis`, async () => {
            assert.equal(await schemaErrors("compose", composeFile([composeServer(), everything], { redis })), "");
        });
    }

    it("is judged: what the specification does not allow is found", async () => {
        const { services, ...file } = composeFile([], { redis: true });
        assert.match(
            await schemaErrors("compose", { ...file, services: { a: { prots: [] } } }),
            /services\/a must NOT have unevaluated/,
        );
    });

    for (const stack of ["dev", "staging", "prod"]) {
        it(`of stack ${stack} is what the Compose specification allows`, async () => {
            const written = files(readStack(stack, projectDir), {
                projectDir,
                outDir: join(projectDir, "out"),
                firstPort: 8000,
                redis: true,
                certificate: "{host}.crt",
                certificateKey: "{host}.key",
            });
            assert.equal(await schemaErrors("compose", parse(written["docker-compose.yaml"] ?? "")), "");
        });
    }

    it("makes compose stop at a secret that is not set, and fills in one that is", async () => {
        const compose = await tool("docker-compose");
        await withDirectory(async (directory) => {
            // Its schema is older than platform without a build.
            const text = stringify(composeFile([everything], { redis: true })).replace(/^name: .*\n/, "");
            write(directory, { "docker-compose.yaml": text });
            const options = { cwd: directory, all: true, reject: false } as const;
            const without = await execa(compose, ["config"], options);
            assert.notEqual(without.exitCode, 0);
            assert.match(without.all, /secret TOKEN of server issue-tracker/);

            write(directory, { ".env": "ISSUE_TRACKER_TOKEN=given\n" });
            const filled = await execa(compose, ["config"], options);
            assert.equal(filled.exitCode, 0, filled.all);
            const { environment, ports } = parse(filled.stdout).services["issue-tracker"];
            assert.equal(environment.TOKEN, "given");
            assert.deepEqual(ports, ["127.0.0.1:8000:8000/tcp"]);
        });
    });
});
