import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { composeFile, environmentTemplate } from "../../../compose/compose-file";
import { writeFiles } from "../../../compose/files";
import { byHost } from "../../../compose/proxied";
import { readStack } from "../../../compose/read-stack";
import { composeServers } from "../../../compose/server";
import { composeServer } from "./servers";

const projectDir = join(__dirname, "..", "..", "..");

// biome-ignore lint/suspicious/noExplicitAny: compose files are looked into by path
const service = (change = {}, redis = true): any =>
    (composeFile([composeServer(change)], { redis }).services as Record<string, unknown>)["issue-tracker"];

describe("docker-compose.yaml", () => {
    it("publishes every server on loopback only, and Redis nowhere", () => {
        assert.deepEqual(service({ hostPort: 8003 }).ports, ["127.0.0.1:8003:8000"]);
        const { redis } = composeFile([], { redis: true }).services as Record<string, object>;
        assert.ok(redis && !("ports" in redis));
    });

    it("asks for secrets and stops without them, each server's by its own name", () => {
        const { environment } = service({ secretVariables: ["TOKEN"] });
        assert.equal(environment.TOKEN, `\${ISSUE_TRACKER_TOKEN:?secret TOKEN of server issue-tracker}`);
        assert.match(environmentTemplate([composeServer({ secretVariables: ["TOKEN"] })]), /^ISSUE_TRACKER_TOKEN=$/m);
    });

    it("keeps a dollar sign of a setting", () => {
        assert.equal(service({ environment: { PRICE: "$5 $" } }).environment.PRICE, "$$5 $$");
    });

    it("tells servers of Redis, unless there is none or they know another", () => {
        assert.equal(service().environment.REDIS_URL, "redis://redis:6379");
        assert.equal(service({ environment: { REDIS_URL: "redis://other" } }).environment.REDIS_URL, "redis://other");
        const without = service({}, false);
        assert.deepEqual([without.environment.REDIS_URL, without.depends_on], [undefined, undefined]);
        assert.deepEqual(Object.keys(composeFile([composeServer()], { redis: false }).services), ["issue-tracker"]);
    });

    it("gives a container what a pod gets: limits, no root, nothing to write but /tmp, time to end", () => {
        const { cpus, mem_limit, user, read_only, tmpfs, cap_drop, stop_grace_period } = service();
        assert.deepEqual([cpus, mem_limit], [0.5, 512 * 2 ** 20]);
        assert.deepEqual([user, read_only, tmpfs, cap_drop], ["1000:1000", true, ["/tmp"], ["ALL"]]);
        assert.equal(stop_grace_period, "60s");
    });
});

describe("servers of a stack, for compose", () => {
    const config = readStack("prod", projectDir);
    const servers = composeServers(config, { projectDir, outDir: join(projectDir, "out"), firstPort: 9000 });

    it("are all of them, each on a port of its own", () => {
        assert.deepEqual(
            servers.map(({ name }) => name),
            Object.keys(config.servers),
        );
        assert.deepEqual(
            servers.map(({ hostPort }) => hostPort),
            servers.map((_, index) => 9000 + index),
        );
    });

    it("are built from where they are, seen from the compose file", () => {
        assert.equal(servers[0]?.build?.context, "../servers");
    });

    it("are told what pods are told, secrets by name only", () => {
        const demo = servers.find(({ name }) => name === "demo");
        assert.equal(demo?.environment.MCP_PATH, "/demo/mcp");
        assert.equal(demo?.environment.ALLOWED_ORIGINS, "https://chat.example.com");
        assert.deepEqual(demo?.secretVariables, ["DEMO_API_KEY", "DEMO_TOKEN"]);
        assert.ok(!JSON.stringify(servers).includes("secure"));
    });

    it("are proxied where they have a route", () => {
        const [[host, proxied] = ["", []], ...others] = byHost(servers);
        assert.deepEqual([host, others], ["mcp.example.com", []]);
        assert.deepEqual(
            proxied.map(({ name }) => name),
            ["demo", "calculator"],
        );
    });
});

describe("npm run compose", () => {
    let directory: string;
    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "mcp-eks-compose-"));
    });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    it("overwrites nothing unless it is told to", () => {
        writeFileSync(join(directory, "b"), "mine");
        assert.throws(
            () => writeFiles(directory, { a: "new", b: "new" }, false),
            /has b already, nothing was written; --force overwrites/,
        );
        assert.ok(!existsSync(join(directory, "a")));
        writeFiles(directory, { a: "new", b: "new" }, true);
        assert.equal(readFileSync(join(directory, "b"), "utf8"), "new");
    });

    it("writes nothing outside its directory", () => {
        assert.throws(() => writeFiles(directory, { a: "", "files/../../b": "" }, true), /would be outside/);
        assert.ok(!existsSync(join(directory, "a")));
    });

    it("names the file that a stack lacks", () => {
        assert.throws(() => readStack("nowhere", projectDir), /there is no .*Pulumi\.nowhere\.yaml/);
    });

    it("refuses what the program would refuse", () => {
        writeFileSync(join(directory, "Pulumi.bad.yaml"), "config: { 'mcp-eks:cluster': { name: c } }");
        assert.throws(
            () => readStack("bad", directory),
            (error: Error) => error instanceof RunError,
        );
    });
});
