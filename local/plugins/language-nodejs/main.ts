/** Stand-in for pulumi-language-nodejs, the program by which the Pulumi engine runs Node.js programs. */
import { parseArgs } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { languageHost } from "./host";
import { listen, unlimitedMessages } from "./listen";

/** Build metadata: the version stays comparable and says what it is. */
const version = `${sdkVersion}+stand-in`;

async function main(): Promise<void> {
    // The engine also passes its logging flags, which the official host reads and we have no use for.
    const { values, positionals } = parseArgs({
        strict: false,
        allowPositionals: true,
        options: { tracing: { type: "string" }, version: { type: "boolean" }, runtime: { type: "string" } },
    });
    if (values.version) {
        console.log(version);
        return;
    }
    if (values.runtime !== undefined && values.runtime !== "nodejs") {
        throw new Error(`runtime "${values.runtime}" is not served by the stand-in for the language host, only nodejs`);
    }
    const host = languageHost(version, positionals.at(-1) ?? "", String(values.tracing ?? ""));
    const server = new grpc.Server(unlimitedMessages);
    server.addService(LanguageRuntimeService, host.handlers);
    const port = await listen(server);

    // At once when nothing runs: the engine waits for its plugins to end, and kills them after 5 s.
    const shutDown = () => host.cancel().finally(() => process.exit(0));
    process.on("SIGINT", shutDown);
    process.on("SIGTERM", shutDown);
    // The engine holds the other end: it is closed when the engine ends, even by SIGKILL.
    process.stdin.on("end", shutDown).resume();
    process.stdout.on("error", shutDown);
    console.log(port);
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});
