import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerHandshakeRequest, AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { ProgramInfo, RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { repositoryDir } from "../../../local/paths";
import { LanguageHostProcess } from "./support/language-host";

/** In place of @pulumi/pulumi/cmd/run-policy-pack: a pack whose version is what it knows of its stack. */
const pack = `
const { createRequire } = require("node:module");
const load = createRequire(${JSON.stringify(join(repositoryDir, "index.js"))});
const grpc = load("@grpc/grpc-js");
const { AnalyzerService } = load("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { PluginInfo } = load("@pulumi/pulumi/proto/plugin_pb");
const { PULUMI_NODEJS_STACK: stack, PULUMI_NODEJS_PROJECT: project, PULUMI_NODEJS_DRY_RUN: dryRun, PULUMI_CONFIG: config } = process.env;
const known = JSON.stringify({ stack, project, dryRun, config: JSON.parse(config ?? "null"), argv: process.argv.slice(2), cwd: process.cwd() });
const server = new grpc.Server();
server.addService(AnalyzerService, { getPluginInfo: (call, done) => done(null, new PluginInfo().setVersion(known)) });
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => console.log(port));
`;

/** Behaviour of the official host: its policy proxy (pulumi/pulumi, sdk/policy_proxy.go). */
describe("stand-in for the Node.js language host, running a policy pack", () => {
    let dir: string;
    let host: LanguageHostProcess;
    before(async function () {
        this.timeout(30_000);
        dir = realpathSync(mkdtempSync(join(tmpdir(), "policy-pack-")));
        const module = join(dir, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
        mkdirSync(module, { recursive: true });
        writeFileSync(join(module, "index.js"), pack);
        host = await LanguageHostProcess.start({});
    });
    after(async () => {
        await host.stop();
        rmSync(dir, { recursive: true, force: true });
    });

    /** Runs the pack as the engine does; gives what it knows once `converse` has spoken to it. */
    async function knownToPack(
        converse: (client: AnalyzerClient) => Promise<unknown>,
    ): Promise<Record<string, unknown>> {
        const request = new RunPluginRequest()
            .setKind("analyzer")
            .setInfo(new ProgramInfo().setProgramDirectory(dir))
            .setArgsList(["127.0.0.1:9"])
            .setEnvList([`PATH=${process.env.PATH}`]);
        const { port, cancel } = await host.startPlugin(request);
        const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
        try {
            await converse(client);
            const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
            return JSON.parse(info.getVersion());
        } finally {
            client.close();
            cancel();
        }
    }

    it("tells the pack its stack by the environment, though the engine tells it by RPC", async () => {
        const known = await knownToPack(async (client) => {
            await ask((done) => client.handshake(new AnalyzerHandshakeRequest(), done));
            const stack = new AnalyzerStackConfigureRequest().setStack("dev").setProject("proj").setDryRun(true);
            stack.getConfigMap().set("proj:name", "x");
            await ask((done) => client.configureStack(stack, done));
        });
        const { argv: _argv, cwd: _cwd, ...told } = known;
        assert.deepEqual(told, { stack: "dev", project: "proj", dryRun: "true", config: { "proj:name": "x" } });
    });

    it("starts the pack without a stack when the engine asks for something else first", async () => {
        assert.equal((await knownToPack(async () => undefined)).stack, undefined);
    });

    it("gives a pack its directory last, and runs it there", async () => {
        const { argv, cwd } = await knownToPack(async () => undefined);
        assert.deepEqual([argv, cwd], [["127.0.0.1:9", dir], dir]);
    });
});

function ask<Response>(
    call: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
    return new Promise((resolve, reject) => {
        call((error, response) => (error ? reject(error) : resolve(response)));
    });
}
