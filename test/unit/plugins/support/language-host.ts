import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { bundleStandIn } from "../../../../local/plugins/bundle";

type Done<Response> = (error: ServiceError | null, response: Response) => void;

/** The language host as the engine runs it: an own process, spoken to by gRPC. */
export class LanguageHostProcess {
    readonly engineAddress = "127.0.0.1:9";
    private printed = "";
    private complaints = "";

    private constructor(
        private readonly child: ChildProcess,
        private readonly client: LanguageRuntimeClient,
    ) {}

    static async start(env: Record<string, string>): Promise<LanguageHostProcess> {
        const bundle = await bundleStandIn("language-nodejs");
        const child = spawn(process.execPath, [bundle, "--logtostderr", "-v=1", "127.0.0.1:9"], {
            env: { ...process.env, ...env },
            stdio: "pipe",
        });
        const [first] = (await once(child.stdout, "data")) as [Buffer];
        const address = `127.0.0.1:${first.toString().trim()}`;
        const host = new LanguageHostProcess(child, new LanguageRuntimeClient(address, credentials.createInsecure()));
        child.stdout.on("data", (chunk: Buffer) => {
            host.printed += chunk.toString();
        });
        child.stderr.on("data", (chunk: Buffer) => {
            host.complaints += chunk.toString();
        });
        return host;
    }

    output = () => this.printed;
    errors = () => this.complaints;
    read = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

    ask<Response>(call: (client: LanguageRuntimeClient, done: Done<Response>) => unknown): Promise<Response> {
        return new Promise((resolve, reject) => {
            call(this.client, (error, response) => (error ? reject(error) : resolve(response)));
        });
    }

    cancel(): Promise<Empty> {
        return this.ask<Empty>((client, done) => client.cancel(new Empty(), done));
    }

    runPlugin(request: RunPluginRequest): Promise<{ output: string; error?: Error }> {
        return new Promise((resolve) => {
            let output = "";
            const stream = this.client.runPlugin(request);
            stream.on("data", (response: RunPluginResponse) => {
                output += Buffer.from(response.getStdout_asU8()).toString();
            });
            stream.on("error", (error) => resolve({ output, error }));
            stream.on("end", () => resolve({ output }));
        });
    }

    /** For a plugin that serves: gives the port that it prints first. */
    startPlugin(request: RunPluginRequest): Promise<{ port: number; cancel: () => void }> {
        return new Promise((resolve, reject) => {
            const stream = this.client.runPlugin(request);
            stream.on("data", (response: RunPluginResponse) => {
                const port = Number.parseInt(Buffer.from(response.getStdout_asU8()).toString(), 10);
                resolve({ port, cancel: () => stream.cancel() });
            });
            stream.on("error", reject);
        });
    }

    async until(condition: () => boolean): Promise<void> {
        while (!condition()) await sleep(20);
    }

    /** Gives the exit code. */
    async endBy(way: "SIGINT" | "stdin"): Promise<number | null> {
        const exit = once(this.child, "exit");
        if (way === "stdin") this.child.stdin?.end();
        else this.child.kill("SIGINT");
        const [code] = (await exit) as [number | null];
        this.client.close();
        return code;
    }

    async stop(): Promise<void> {
        if (this.child.exitCode === null) await this.endBy("stdin");
    }
}
