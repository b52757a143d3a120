import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceValidationArgs } from "@pulumi/policy";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { parse } from "yaml";
import { contexts } from "../../local/addresses";
import { policies } from "../../policy/policies";
import { packSettings } from "../../policy/settings";
import { plain } from "../../stacks/manifests/plain";
import { emptyRecord, type ReleaseRecord } from "../../stacks/release-record";
import { promotedDigest, type RecordedProgram, recordStack } from "./recorded-program";
import { configOf, engineConfig } from "./stack-config";

type Config = Record<string, unknown>;

/** What the pack finds in all that a program registered. */
function findings({ resources }: RecordedProgram, config: Config): string[] {
    const settings = packSettings({
        policy: config["mcp-eks:policy"],
        platform: config["mcp-eks:platform"],
        cluster: config["mcp-eks:cluster"],
    });
    const asked = policies(settings).filter(({ enforcementLevel }) => enforcementLevel !== "disabled");
    return resources.flatMap(({ type, name, inputs }) =>
        asked.flatMap((policy) => {
            const found: string[] = [];
            const args = { type, name, props: plain(inputs, name) } as ResourceValidationArgs;
            assert.ok(typeof policy.validateResource === "function");
            policy.validateResource(args, (message) => found.push(`${policy.name}: ${message}`));
            return found;
        }),
    );
}

async function found(stack: string, change: (config: Config) => void = () => {}): Promise<string[]> {
    const config = structuredClone(configOf(stack));
    change(config);
    const { values, secretKeys } = engineConfig(config, "value-of-a-secret");
    const { program } = await recordStack(stack, values, secretKeys, promoted(config));
    assert.ok(program.resources.length > 20);
    return findings(program, config);
}

/** As if the servers of production had run in staging, from the account's ECR. */
function promoted(config: Config): ReleaseRecord {
    const image = (server: string) =>
        `123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/staging/${server}@${promotedDigest}`;
    const pins = Object.keys(servers(config)).map((server) => [
        server,
        { image: image(server), at: "2026-01-02T03:04:05Z" },
    ]);
    return { ...emptyRecord, pins: Object.fromEntries(pins) };
}

interface Server {
    secrets?: Record<string, { fromConfig?: string }>;
}

const servers = (config: Config) => config["mcp-eks:servers"] as Record<string, Server>;

/** Keys of the secret values that servers name. */
const secretKeys = (config: Config) =>
    Object.values(servers(config)).flatMap(({ secrets = {} }) =>
        Object.values(secrets).flatMap(({ fromConfig }) => fromConfig ?? []),
    );

describe("the policy pack", () => {
    after(() => setAllConfig({}));

    for (const stack of Object.keys(contexts)) {
        it(`finds nothing in stack ${stack}`, async () => assert.deepEqual(await found(stack), []));
    }

    it("finds nothing in a server that is declared with an image and a port and nothing else", async () => {
        const declare = (config: Config) => {
            config["mcp-eks:servers"] = { plain: { image: { context: "./servers/demo" }, port: 8000 } };
        };
        assert.deepEqual(await found("staging", declare), []);
    });

    it("finds nothing wrong with any kind of route, and the way in which wildcards are explained", async () => {
        const declare = (config: Config) => {
            const permissions = [
                { actions: ["s3:List*"], resources: ["*"], wildcardReason: "listing buckets knows no resource" },
            ];
            const image = { context: "./servers/demo" };
            const gateway = { name: "shared", namespace: "gateways" };
            config["mcp-eks:servers"] = {
                plain: { image, permissions },
                behind: {
                    image,
                    route: { kind: "alb", host: "alb.example.com", tls: {} },
                    network: { clients: [{ cidr: "10.0.0.0/20" }] },
                },
                gated: {
                    image,
                    route: { kind: "gateway", host: "gateway.example.com", tls: {}, gateway },
                    network: { ingressControllerNamespace: "gateways" },
                },
            };
        };
        assert.deepEqual(await found("staging", declare), []);
    });

    it("finds nothing in a new version that is tried out beside the one that runs", async () => {
        const declare = (config: Config) => {
            const stableImage = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/staging/demo@${promotedDigest}`;
            Object.assign(servers(config).demo ?? {}, { canary: { weightPercent: 10, stableImage } });
        };
        assert.deepEqual(await found("staging", declare), []);
    });

    it("finds what a stack does wrong, in plain words", async () => {
        const declare = (config: Config) => {
            Object.assign(servers(config).demo ?? {}, { settings: { DEMO_TOKEN_2: "hunter2hunter2" } });
            Object.assign(config["mcp-eks:policy"] as object, { clusters: ["agentic"] });
        };
        const problems = await found("staging", declare);
        assert.ok(problems.some((problem) => /^no-plain-secrets: ConfigMap ".*data\.DEMO_TOKEN_2 is/.test(problem)));
        assert.ok(problems.some((problem) => /^placement: Deployment ".*allowed clusters are agentic/.test(problem)));
        assert.doesNotMatch(problems.join(), /hunter2/);
    });

    const examples = join(__dirname, "..", "..", "examples", "stacks");
    for (const file of readdirSync(examples).filter((name) => name.endsWith(".yaml"))) {
        it(`finds nothing in examples/stacks/${file}`, async () => {
            const { config: example } = parse(readFileSync(join(examples, file), "utf8")) as { config: Config };
            const replace = (config: Config) => {
                for (const key of Object.keys(config).filter((key) => key.startsWith("mcp-eks:"))) delete config[key];
                Object.assign(config, example);
                for (const key of secretKeys(example)) config[`mcp-eks:${key}`] = { secure: "" };
            };
            assert.deepEqual(await found("dev", replace), []);
        });
    }
});
