import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { disconnect, getMonitor, setMocks } from "@pulumi/pulumi/runtime";
import { emptyRecord, type ReleaseRecord } from "../../stacks/release-record";

/** A resource as the program registered it; mocks alone never see its options. */
export interface RegisteredResource {
    type: string;
    name: string;
    urn: string;
    custom: boolean;
    /** URN of the parent, "" for none. */
    parent: string;
    /** Inputs as they go to the engine: secrets are wrapped. */
    inputs: Record<string, unknown>;
    /** URN of the provider, without its id. */
    provider: string;
    providers: string[];
    dependencies: string[];
    /** URNs of what the inputs are outputs of, whatever `dependsOn` names. */
    propertyDependencies: string[];
    protect: boolean;
    aliases: number;
    ignoreChanges: string[];
    createTimeout: string;
    updateTimeout: string;
    /** Outputs given to registerOutputs, once for each call. */
    registeredOutputs: string[][];
}

/** The resources of a program that ran against mocks. */
export class RecordedProgram {
    readonly resources: RegisteredResource[] = [];

    /** The one resource of a type (its last part is enough: "Deployment") and, where there are several, a name. */
    only(type: string, name?: string): RegisteredResource {
        const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
        const [resource] = found;
        if (resource === undefined || found.length > 1) {
            throw new Error(`${found.length} resources of type ${type}${name === undefined ? "" : ` named ${name}`}`);
        }
        return resource;
    }

    all(type: string): RegisteredResource[] {
        return this.resources.filter((resource) => resource.type.split(/[:/]/).at(-1) === type);
    }

    byUrn(urn: string): RegisteredResource | undefined {
        return this.resources.find((resource) => resource.urn === urn);
    }
}

const imageDigest = `sha256:${"a".repeat(64)}`;
export const pushedDigest = imageDigest;
export const promotedDigest = `sha256:${"c".repeat(64)}`;

const results: Record<string, (inputs: Record<string, string>) => Record<string, unknown>> = {
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": () => ({
        registryId: "123456789012",
        region: "eu-central-1",
    }),
    "aws:ecr/repository:Repository": ({ name }) => ({
        arn: `arn:aws:ecr:eu-central-1:123456789012:repository/${name}`,
        region: "eu-central-1",
        registryId: "123456789012",
        repositoryUrl: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${name}`,
    }),
    "aws:iam/role:Role": () => ({ arn: "arn:aws:iam::123456789012:role/made-up", name: "made-up" }),
    "docker:index/image:Image": ({ imageName }) => ({
        repoDigest: `${imageName?.replace(/:[^:/]+$/, "")}@${imageDigest}`,
    }),
    "docker:index/remoteImage:RemoteImage": () => ({ imageId: "sha256:pulled" }),
    "docker:index/registryImage:RegistryImage": () => ({ sha256Digest: imageDigest }),
    "random:index/randomPassword:RandomPassword": () => ({ result: pulumi.secret("generated-value") }),
};

const calls: Record<string, Record<string, unknown>> = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": { userName: "AWS", password: "registry-password" },
    "aws:ecr/getPullThroughCacheRule:getPullThroughCacheRule": { registryId: "210987654321", region: "eu-west-1" },
    "docker:index/getRegistryImage:getRegistryImage": { sha256Digest: `sha256:${"b".repeat(64)}` },
    "aws:eks/getCluster:getCluster": {
        arn: "arn:aws:eks:eu-central-1:123456789012:cluster/mcp-dev",
        endpoint: "https://cluster.example.com",
        certificateAuthorities: [{ data: "Y2E=" }],
        identities: [{ oidcs: [{ issuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC" }] }],
    },
};

/** Runs a program against mocks and records what it registers. */
export async function record<T>(
    run: () => T | Promise<T>,
    stack = "test",
    releaseRecord?: ReleaseRecord,
): Promise<{ program: RecordedProgram; result: T }> {
    const program = new RecordedProgram();
    await setMocks(
        {
            newResource: ({ type, name, inputs }) => ({
                id: `${name}-id`,
                state: { ...inputs, ...results[type]?.(inputs) },
            }),
            call: ({ token, inputs }) => {
                if (token === "pulumi:pulumi:readStackOutputs") {
                    // As the engine says it of a stack that is not there.
                    if (releaseRecord === undefined) throw { details: `unknown stack "${inputs.name}"` };
                    return { outputs: { record: releaseRecord } };
                }
                const answer = calls[token];
                if (!answer) throw new Error(`the test has no answer for ${token}`);
                return answer;
            },
        },
        "mcp-eks",
        stack,
        false,
        "organization",
    );
    listen(program);
    const result = await run();
    await disconnect();
    return { program, result };
}

type StackProgram = typeof import("../../stacks");

/** What the program of a stack puts out. */
export type StackOutputs = Awaited<ReturnType<StackProgram>>;

/** Runs `stacks/index.ts` with a stack's configuration; returns its outputs. */
export async function recordStack(
    stack: string,
    config: Record<string, string>,
    secretKeys: string[],
    releaseRecord = promotedRecord(config),
) {
    process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
    return record(
        async () => {
            pulumi.runtime.setAllConfig(config, secretKeys);
            const deploy = require(join(__dirname, "..", "..", "stacks", "index.ts")) as StackProgram;
            return deploy();
        },
        stack,
        releaseRecord,
    );
}

/** As if every server's image had been promoted, where the configuration wants them to be. */
function promotedRecord(config: Record<string, string>): ReleaseRecord | undefined {
    const block = (key: string) => JSON.parse(config[`mcp-eks:${key}`] ?? "{}") as Record<string, unknown>;
    const { from } = block("release");
    if (typeof from !== "string") return undefined;
    const at = "2026-01-02T03:04:05Z";
    const image = (server: string) => `registry.example.com/mcp/${from}/${server}@${promotedDigest}`;
    const pins = Object.keys(block("servers")).map((server) => [server, { image: image(server), at, from }]);
    return { ...emptyRecord, pins: Object.fromEntries(pins) };
}

type Callback = (error: Error | null, response?: { getUrn(): string }) => void;

function listen(program: RecordedProgram): void {
    // biome-ignore lint/suspicious/noExplicitAny: the monitor's type is generated and not exported
    const monitor = getMonitor() as any;
    const register = monitor.registerResource.bind(monitor);
    // biome-ignore lint/suspicious/noExplicitAny: likewise
    monitor.registerResource = (request: any, callback: Callback) =>
        register(request, (error: Error | null, response?: { getUrn(): string }) => {
            if (response) program.resources.push(describe(request, response.getUrn()));
            callback(error, response);
        });
    const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
    // biome-ignore lint/suspicious/noExplicitAny: likewise
    monitor.registerResourceOutputs = (request: any, callback: Callback) => {
        const outputs = Object.keys(request.getOutputs()?.toJavaScript() ?? {});
        program.byUrn(request.getUrn())?.registeredOutputs.push(outputs);
        registerOutputs(request, callback);
    };
}

// biome-ignore lint/suspicious/noExplicitAny: the request's type is generated and not exported
function describe(request: any, urn: string): RegisteredResource {
    return {
        type: request.getType(),
        name: request.getName(),
        urn,
        custom: request.getCustom(),
        parent: request.getParent(),
        inputs: request.getObject()?.toJavaScript() ?? {},
        provider: request.getProvider(),
        providers: Object.values(Object.fromEntries(request.getProvidersMap().toArray())),
        dependencies: request.getDependenciesList(),
        propertyDependencies: [...request.getPropertydependenciesMap().entries()].flatMap(
            ([, found]: [string, { getUrnsList(): string[] }]) => found.getUrnsList(),
        ),
        protect: request.getProtect(),
        aliases: request.getAliasesList().length,
        ignoreChanges: request.getIgnorechangesList(),
        createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
        updateTimeout: request.getCustomtimeouts()?.getUpdate() ?? "",
        registeredOutputs: [],
    };
}
