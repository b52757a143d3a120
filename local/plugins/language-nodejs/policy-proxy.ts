import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
    AnalyzerHandshakeResponse,
    type AnalyzerStackConfigureRequest,
    AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { listen, unlimitedMessages } from "./listen";

type Configuration = AnalyzerStackConfigureRequest | undefined;
type Unary = grpc.handleUnaryCall<unknown, unknown>;

/**
 * Stands between the engine, which tells a policy pack its stack by RPC, and a policy pack, which reads it from its
 * environment at start: takes the engine's call first, then starts the pack and hands everything else on.
 */
export class PolicyProxy {
    private configured: (configuration: Configuration) => void = () => undefined;
    private readonly configurationPromise = new Promise<Configuration>((resolve) => {
        this.configured = resolve;
    });
    private attached: (client: grpc.Client) => void = () => undefined;
    private refused: (error: Error) => void = () => undefined;
    private readonly client = new Promise<grpc.Client>((resolve, reject) => {
        this.attached = resolve;
        this.refused = reject;
    });
    private unread = "";
    private isAttached = false;

    private constructor(
        private readonly server: grpc.Server,
        private readonly stdout: (chunk: Buffer) => void,
    ) {}

    static async start(stdout: (chunk: Buffer) => void): Promise<PolicyProxy> {
        const server = new grpc.Server(unlimitedMessages);
        const proxy = new PolicyProxy(server, stdout);
        server.addService(AnalyzerService, proxy.handlers());
        const port = await listen(server);
        stdout(Buffer.from(`${port}\n`));
        return proxy;
    }

    stop(): void {
        this.server.forceShutdown();
    }

    /** Environment of the pack, once the engine has told the stack, or has asked something else first. */
    async configuration(signal: AbortSignal): Promise<Record<string, string>> {
        const aborted = new Promise<undefined>((resolve) => {
            signal.addEventListener("abort", () => resolve(undefined), { once: true });
        });
        const configuration = await Promise.race([this.configurationPromise, aborted]);
        if (configuration === undefined) return {};
        const config = Object.fromEntries(configuration.getConfigMap().entries());
        const env = {
            PULUMI_NODEJS_ORGANIZATION: configuration.getOrganization(),
            PULUMI_NODEJS_PROJECT: configuration.getProject(),
            PULUMI_NODEJS_STACK: configuration.getStack(),
            PULUMI_NODEJS_DRY_RUN: String(configuration.getDryRun()),
            PULUMI_CONFIG: JSON.stringify(config),
        };
        return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
    }

    /** Takes the pack's port from the first line of its output; hands on the rest. */
    readStdout(chunk: Buffer): void {
        if (this.isAttached) {
            this.stdout(chunk);
            return;
        }
        this.unread += chunk.toString("utf8");
        const end = this.unread.indexOf("\n");
        if (end < 0) return;
        this.isAttached = true;
        this.attach(Number(this.unread.slice(0, end)));
        if (this.unread.length > end + 1) this.stdout(Buffer.from(this.unread.slice(end + 1)));
    }

    private async attach(port: number): Promise<void> {
        const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), unlimitedMessages);
        const configuration = await this.configurationPromise;
        const { path, requestSerialize, responseDeserialize } = AnalyzerService.configureStack;
        if (configuration === undefined) return this.attached(client);
        // Packs built on an older SDK do not implement it; they have read their environment.
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, configuration, (error) => {
            if (error === null || error.code === grpc.status.UNIMPLEMENTED) this.attached(client);
            else this.refused(new Error(`policy pack configuration failed: ${error.details}`));
        });
    }

    private handlers(): grpc.UntypedServiceImplementation {
        const forwarded = Object.entries(AnalyzerService).map(([name, method]) => [name, this.forward(method)]);
        return {
            ...Object.fromEntries(forwarded),
            handshake: ((_call, callback) => callback(null, new AnalyzerHandshakeResponse())) as Unary,
            configureStack: ((call, callback) => {
                this.configured(call.request as AnalyzerStackConfigureRequest);
                callback(null, new AnalyzerStackConfigureResponse());
            }) as Unary,
        };
    }

    private forward(method: grpc.MethodDefinition<unknown, unknown>): Unary {
        return (call, callback) => {
            // `pulumi policy publish` asks other things without ever telling a stack.
            this.configured(undefined);
            const { path, requestSerialize, responseDeserialize } = method;
            this.client.then(
                (client) =>
                    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, call.request, callback),
                (error: Error) => callback(error),
            );
        };
    }
}
