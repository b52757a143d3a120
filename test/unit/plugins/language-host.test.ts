import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { LanguageHostProcess } from "./support/language-host";

/** In place of @pulumi/pulumi/cmd/run: says how it was called, and ends as its entry point's name tells. */
const program = `
const fs = require("node:fs");
const end = process.argv.find((a) => a.startsWith("end-")) ?? "";
fs.writeFileSync(process.env.NOTE, JSON.stringify({ argv: process.argv.slice(2), execArgv: process.execArgv, cwd: process.cwd(), env: process.env, pid: process.pid }));
console.log("out"); console.error("err");
if (end === "end-memory") console.error("<--- Last few GCs --->");
if (end === "end-sleep") setInterval(() => {}, 1000);
else process.exitCode = { "end-bail": 32, "end-memory": 134, "end-fail": 3 }[end] ?? 0;
`;

interface Note {
    argv: string[];
    execArgv: string[];
    cwd: string;
    env: Record<string, string>;
    pid: number;
}

/** Behaviour of the official host: pulumi/pulumi, sdk/nodejs/cmd/pulumi-language-nodejs/main.go. */
describe("stand-in for the Node.js language host", () => {
    let dir: string;
    let host: LanguageHostProcess;
    const note = () => host.read<Note>(join(dir, "note.json"));

    before(async function () {
        this.timeout(30_000);
        dir = mkdtempSync(join(tmpdir(), "language-host-"));
        writeFileSync(join(dir, "run.js"), program);
        for (const module of ["run", "run-plugin", "run-policy-pack"]) {
            const target = join(dir, "node_modules/@pulumi/pulumi/cmd", module);
            mkdirSync(target, { recursive: true });
            writeFileSync(join(target, "index.js"), program);
        }
        const manifest = { name: "@pulumi/random", version: "4.0.0", pulumi: { resource: true } };
        mkdirSync(join(dir, "node_modules/@pulumi/random"));
        writeFileSync(join(dir, "node_modules/@pulumi/random/package.json"), JSON.stringify(manifest));
        writeFileSync(
            join(dir, "package.json"),
            JSON.stringify({ dependencies: { "@pulumi/random": "*", gone: "*" } }),
        );
        host = await LanguageHostProcess.start({ NOTE: join(dir, "note.json") });
    });
    after(async () => {
        await host.stop();
        rmSync(dir, { recursive: true, force: true });
    });

    const info = (options: Record<string, string | boolean>, entryPoint = "index.ts") =>
        new language.ProgramInfo()
            .setRootDirectory("/root-directory")
            .setProgramDirectory(dir)
            .setEntryPoint(entryPoint)
            .setOptions(Struct.fromJavaScript(options));

    const run = (
        entryPoint: string,
        options: Record<string, string | boolean> = {},
        change = (_: language.RunRequest) => {},
    ) => {
        const request = new language.RunRequest()
            .setInfo(info(options, entryPoint))
            .setProject("proj")
            .setStack("dev")
            .setOrganization("org")
            .setParallel(16)
            .setMonitorAddress("127.0.0.1:1");
        change(request);
        return host.ask<language.RunResponse>((client, done) => client.run(request, done));
    };

    it("runs the program with the arguments that the SDK's cmd/run reads", async () => {
        await run("index.ts", {}, (request) => request.setDryrun(true).setArgsList(["more"]));
        assert.deepEqual(note().argv, [
            ...[
                "--monitor",
                "127.0.0.1:1",
                "--engine",
                host.engineAddress,
                "--organization",
                "org",
                "--project",
                "proj",
            ],
            ...["--root-directory", "/root-directory", "--stack", "dev", "--pwd", dir, "--dry-run", "--parallel", "16"],
            ...["index.ts", "more"],
        ]);
    });

    it("passes configuration with the keys of old, and says which are secret", async () => {
        await run("index.ts", {}, (request) => {
            request.getConfigMap().set("proj:name", "x").set("aws:region", "eu");
            request.setConfigsecretkeysList(["proj:name"]);
        });
        const { env } = note();
        assert.deepEqual(JSON.parse(env.PULUMI_CONFIG ?? ""), { "proj:config:name": "x", "aws:config:region": "eu" });
        assert.deepEqual(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS ?? ""), ["proj:name"]);
    });

    it("loads TypeScript through ts-node unless told not to, and splits nodeargs as a shell does", async () => {
        await run("index.ts", { tsconfig: "ts.json" });
        assert.deepEqual(
            [note().env.PULUMI_NODEJS_TYPESCRIPT, note().env.PULUMI_NODEJS_TSCONFIG_PATH],
            ["true", "ts.json"],
        );
        await run("index.ts", { typescript: false, nodeargs: "--no-warnings --title 'a b'" });
        assert.equal(note().env.PULUMI_NODEJS_TYPESCRIPT, undefined);
        assert.deepEqual(note().execArgv, ["--no-warnings", "--title", "a b"]);
    });

    it("hands on what the program prints", async () => {
        const before = host.output().length;
        await run("index.ts");
        assert.match(host.output().slice(before), /out\n/);
        assert.match(host.errors(), /err\n/);
    });

    const ends: [string, { error: RegExp; bail: boolean }][] = [
        ["end-well", { error: /^$/, bail: false }],
        ["end-bail", { error: /^$/, bail: true }],
        ["end-fail", { error: /^Program exited with non-zero exit code: 3$/, bail: false }],
        ["end-memory", { error: /exit code: 134\. Detected a possible out of memory error/, bail: false }],
    ];
    for (const [entryPoint, expected] of ends) {
        it(`reports a program that ${entryPoint.replace("end-", "ends with ")}`, async () => {
            const response = await run(entryPoint);
            assert.match(response.getError(), expected.error);
            assert.equal(response.getBail(), expected.bail);
        });
    }

    it("says what to do when the SDK is not installed", async () => {
        const elsewhere = mkdtempSync(join(tmpdir(), "no-sdk-"));
        const response = await run("index.ts", {}, (request) => request.getInfo()?.setProgramDirectory(elsewhere));
        assert.match(response.getError(), /the Pulumi SDK has not been installed.*pulumi install/);
        rmSync(elsewhere, { recursive: true });
    });

    it("refuses an option of the wrong type, and a package manager that there is not", async () => {
        assert.match(
            (await run("index.ts", { typescript: "no" })).getError(),
            /typescript is "no"; it must be a boolean/,
        );
        assert.match((await run("index.ts", { packagemanager: "cargo" })).getError(), /must be one of auto,npm/);
    });

    it("gives a component provider its directory first, and runs it where the engine says", async () => {
        const { output, error } = await host.runPlugin(pluginRequest("resource", ["127.0.0.1:5"]));
        assert.equal(error, undefined);
        assert.match(output, /out\n/);
        assert.deepEqual(note().argv, [dir, "127.0.0.1:5"]);
        assert.deepEqual([note().cwd, note().env.ONLY], [tmpdir(), "this"]);
    });

    it("reports a plugin's exit code", async () => {
        const { error } = await host.runPlugin(pluginRequest("resource", ["end-fail"]));
        assert.match(String(error?.message), /Program exited with non-zero exit code: 3/);
    });

    it("lists the installed provider packages, and dependencies that are there", async () => {
        const packages = new language.GetRequiredPackagesRequest().setInfo(info({}));
        const required = await host.ask<language.GetRequiredPackagesResponse>((client, done) =>
            client.getRequiredPackages(packages, done),
        );
        const [plugin] = required.getPackagesList();
        assert.deepEqual(
            [plugin?.getName(), plugin?.getVersion(), plugin?.getKind()],
            ["random", "v4.0.0", "resource"],
        );
        const request = new language.GetProgramDependenciesRequest().setInfo(info({}));
        const found = await host.ask<language.GetProgramDependenciesResponse>((client, done) =>
            client.getProgramDependencies(request, done),
        );
        assert.deepEqual(found.toObject().dependenciesList, [{ name: "@pulumi/random", version: "4.0.0" }]);
    });

    it("ends the program when the engine cancels", async () => {
        const cancelled = await LanguageHostProcess.start({ NOTE: join(dir, "cancelled.json") });
        try {
            const request = new language.RunRequest().setInfo(info({}, "end-sleep")).setMonitorAddress("x");
            const running = cancelled.ask<language.RunResponse>((client, done) => client.run(request, done));
            await cancelled.until(() => cancelled.output().includes("out"));
            await cancelled.cancel();
            assert.match((await running).getError(), /non-zero exit code: -1/);
            const { pid } = cancelled.read<Note>(join(dir, "cancelled.json"));
            assert.throws(() => process.kill(pid, 0), /ESRCH/);
        } finally {
            await cancelled.stop();
        }
    });

    for (const way of ["SIGINT", "stdin"] as const) {
        it(`ends, and the program with it, by ${way}: the engine closes plugins so, or has ended itself`, async () => {
            const ended = await LanguageHostProcess.start({ NOTE: join(dir, `${way}.json`) });
            const request = new language.RunRequest().setInfo(info({}, "end-sleep")).setMonitorAddress("x");
            const running = ended
                .ask<language.RunResponse>((client, done) => client.run(request, done))
                .catch(() => undefined);
            await ended.until(() => ended.output().includes("out"));
            assert.equal(await ended.endBy(way), 0);
            await running;
            assert.throws(() => process.kill(ended.read<Note>(join(dir, `${way}.json`)).pid, 0), /ESRCH/);
        });
    }

    function pluginRequest(kind: string, args: string[]) {
        return new language.RunPluginRequest()
            .setKind(kind)
            .setInfo(info({ typescript: false }))
            .setPwd(tmpdir())
            .setArgsList(args)
            .setEnvList([`PATH=${process.env.PATH}`, `NOTE=${join(dir, "note.json")}`, "ONLY=this"]);
    }
});
