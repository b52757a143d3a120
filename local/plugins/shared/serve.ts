import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { messageLimits } from "./limits";
import type { Provider } from "./provider";
import { providerService } from "./service";

export interface Listening {
    port: number;
    close(): void;
}

/** Opens a port on loopback for the service. */
export async function listen(service: UntypedServiceImplementation): Promise<Listening> {
    const server = new Server(messageLimits);
    server.addService(ResourceProviderService, service);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return { port, close: () => server.forceShutdown() };
}

/**
 * The plugin's main program, as the engine expects it: the engine's address is the only argument without a dash, the port
 * is the first line on stdout, and the plugin ends with its standard input.
 */
export async function serveProvider(provider: Provider): Promise<void> {
    const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
    const { port } = await listen(providerService(provider, engineAddress));
    process.stdout.write(`${port}\n`);
    // SIGINT keeps its default, to end the process: it is how the engine closes a plugin (Ctrl-C never reaches one, as each
    // has a process group of its own), and it would wait 5 s for one that does not heed it.
    const end = () => process.exit(0);
    process.stdin.on("end", end).on("close", end).on("error", end).resume();
}
