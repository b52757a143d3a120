import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { McpNamespace, McpServer, type McpServerArgs } from "../../components";
import { pushedDigest, type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const smallest: McpServerArgs = { namespace: "tools", image: { context } };
const full: McpServerArgs = {
    ...smallest,
    settings: { LOG_LEVEL: "info", DATABASE_HOST: pulumi.output("db.example.com") },
    secrets: { TOKEN: { value: "given-value" }, KEY: { generate: { length: 40 } } },
    permissions: [{ actions: ["s3:GetObject"], resources: [pulumi.output("arn:aws:s3:::documents/*")] }],
    oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC",
    route: { host: "mcp.example.com", tls: { clusterIssuer: "letsencrypt" } },
    monitoring: {},
    timeouts: { rolloutSeconds: 90, streamIdleSeconds: 600 },
};

const make = async (args: McpServerArgs) => (await record(() => new McpServer("github", args))).program;

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const spec = (resource: RegisteredResource) => resource.inputs.spec as any;
// biome-ignore lint/suspicious/noExplicitAny: likewise
const metadata = (resource: RegisteredResource) => resource.inputs.metadata as any;
const container = (program: RecordedProgram) => spec(program.only("Deployment")).template.spec.containers[0];
const dependsOn = (resource: RegisteredResource, other: RegisteredResource) =>
    resource.dependencies.includes(other.urn);

describe("McpServer", () => {
    let program: RecordedProgram;

    before(async () => {
        program = await make(full);
    });

    it("is made of the components, each a child of it", () => {
        const server = program.only("McpServer");
        const children = program.resources.filter(({ parent }) => parent === server.urn).map(({ type }) => type);
        assert.deepEqual(
            children.sort(),
            ["ContainerImage", "Monitoring", "Route", "ServerSecrets", "Workload", "WorkloadIdentity"].map(
                (component) => `mcp-eks:index:${component}`,
            ),
        );
    });

    it("makes nothing for what a server does not ask for", async () => {
        const { resources } = await make(smallest);
        const types = new Set(resources.map(({ type }) => type.split(/[:/]/).at(-1)));
        for (const type of ["Role", "Secret", "ExternalSecret", "Ingress", "ServiceMonitor", "ConfigMap"]) {
            assert.ok(!types.has(type), type);
        }
    });

    it("deploys the pushed digest, not the tag", () => {
        const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mcp/test/github";
        assert.equal(container(program).image, `${repository}@${pushedDigest}`);
        assert.match(String(program.only("Image").inputs.imageName), /\/mcp\/test\/github:src-[0-9a-f]{12}$/);
    });

    it("leaves the number of pods to the autoscaler, which holds at least two", () => {
        assert.deepEqual(program.only("Deployment").ignoreChanges, ["spec.replicas"]);
        const { minReplicas, scaleTargetRef } = spec(program.only("HorizontalPodAutoscaler"));
        assert.deepEqual([minReplicas, scaleTargetRef.name], [2, "github-mcp"]);
    });

    it("lets a node be drained one pod at a time, and at once of pods that are broken", () => {
        const { selector, ...budget } = spec(program.only("PodDisruptionBudget"));
        assert.deepEqual(budget, { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" });
        assert.deepEqual(selector, spec(program.only("Deployment")).selector);
    });

    it("starts pods after their secret is synced, their role may act, and their network is cut off", () => {
        const deployment = program.only("Deployment");
        assert.ok(dependsOn(deployment, program.only("ExternalSecret")));
        assert.ok(dependsOn(deployment, program.only("NetworkPolicy")));
        assert.ok(dependsOn(program.only("ServiceAccount"), program.only("RolePolicy")));
        assert.equal(metadata(program.only("ExternalSecret")).annotations["pulumi.com/waitFor"], "condition=Ready");
    });

    it("syncs secrets that are there: the ExternalSecret comes after all values", () => {
        const externalSecret = program.only("ExternalSecret");
        for (const version of program.all("SecretVersion")) assert.ok(dependsOn(externalSecret, version), version.name);
        assert.deepEqual(spec(externalSecret).data, [
            { secretKey: "TOKEN", remoteRef: { key: "mcp/test/github/TOKEN" } },
            { secretKey: "KEY", remoteRef: { key: "mcp/test/github/KEY" } },
        ]);
        assert.deepEqual(spec(externalSecret).target, { name: "github-mcp-secrets", creationPolicy: "Owner" });
    });

    it("keeps a value given in plain text out of every component's state", () => {
        const mark = "4dabf18193072939515e22adb298388d";
        const given = program.resources.filter(({ inputs }) => JSON.stringify(inputs).includes("given-value"));
        assert.ok(given.length > 0);
        for (const { inputs, urn } of given) {
            const unmarked = JSON.stringify(inputs).replaceAll(new RegExp(`\\{"${mark}":[^}]*\\}`, "g"), "");
            assert.ok(!unmarked.includes("given-value"), urn);
        }
    });

    it("gives the rollout its own time to fail in", () => {
        const { createTimeout, updateTimeout, ...deployment } = program.only("Deployment");
        assert.deepEqual([createTimeout, updateTimeout], ["90s", "90s"]);
        assert.equal(spec({ ...deployment, createTimeout, updateTimeout }).progressDeadlineSeconds, 90);
    });

    it("does not wait for the Service's endpoints, which the Deployment has proved", () => {
        assert.equal(metadata(program.only("Service")).annotations["pulumi.com/skipAwait"], "true");
    });

    it("names settings by their content, so that other settings roll the pods", async () => {
        const name = (of: RecordedProgram) => metadata(of.only("ConfigMap")).name as string;
        const other = await make({ ...full, settings: { ...full.settings, LOG_LEVEL: "debug" } });
        assert.notEqual(name(program), name(other));
        assert.deepEqual(container(other).envFrom, [
            { configMapRef: { name: name(other) } },
            { secretRef: { name: "github-mcp-secrets" } },
        ]);
    });

    it("lets streams be silent as long on the route as its timeouts say", () => {
        const { annotations } = metadata(program.only("Ingress"));
        assert.equal(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"], "600");
        assert.equal(annotations["nginx.ingress.kubernetes.io/proxy-buffering"], "off");
        assert.equal(annotations["cert-manager.io/cluster-issuer"], "letsencrypt");
        assert.deepEqual(spec(program.only("Ingress")).tls, [
            { hosts: ["mcp.example.com"], secretName: "github-mcp-tls" },
        ]);
    });

    it("has every object carry the labels that others find it by", () => {
        const objects = program.resources.filter(({ type }) => type.startsWith("kubernetes:"));
        for (const object of objects) {
            const { labels, namespace } = metadata(object);
            assert.equal(labels["app.kubernetes.io/name"], "github-mcp", object.urn);
            assert.equal(labels["app.kubernetes.io/component"], "mcp-server", object.urn);
            assert.equal(namespace, "tools", object.urn);
        }
        assert.equal(metadata(program.only("ServiceMonitor")).labels.release, "kube-prometheus");
        assert.equal(spec(program.only("ServiceMonitor")).endpoints[0].interval, "30s");
    });

    it("names all that is wrong, before anything is registered", async () => {
        const wrong = record(
            () => new McpServer("Git_Hub", { ...smallest, port: 80, route: { host: "Example.com_" } }),
        );
        await assert.rejects(wrong, (error: Error) => {
            assert.ok(error instanceof pulumi.RunError);
            assert.match(error.message, /^3 problems, nothing was created:/);
            assert.match(error.message, /server "Git_Hub": route\.host is "Example\.com_"; a host is/);
            return true;
        });
    });

    it("checks a resource's ARN that is only known later when it is known", async () => {
        const permissions = [{ actions: ["s3:GetObject"], resources: [pulumi.output("*")] }];
        const thrown = await new Promise<Error>((resolve) => {
            process.once("unhandledRejection", resolve);
            void make({ ...full, permissions }).catch(resolve);
        });
        assert.match(thrown.message, /permissions\[0\]\.resources\[0\] is "\*"/);
    });
});

describe("arguments of McpServer", () => {
    it("reach the image's build", async () => {
        const program = await make({
            ...smallest,
            image: {
                context,
                dockerfile: "Dockerfile",
                target: "build",
                platform: "linux/arm64",
                network: "host",
                buildArgs: { BASE_IMAGE: pulumi.output("node:22") },
                repositoryName: "team/github",
                keepImages: 3,
            },
        });
        assert.deepEqual(program.only("Image").inputs.build, {
            context,
            dockerfile: join(context, "Dockerfile"),
            target: "build",
            platform: "linux/arm64",
            network: "host",
            args: { BASE_IMAGE: "node:22" },
        });
        assert.equal(program.only("Repository").inputs.name, "team/github");
        assert.match(String(program.only("LifecyclePolicy").inputs.policy), /"countNumber":3/);
    });

    it("reach the secrets' store", async () => {
        const program = await make({
            ...full,
            secretStore: {
                namePrefix: "team/mcp",
                store: "own-store",
                storeKind: "SecretStore",
                refreshInterval: "30s",
                recoveryWindowDays: 7,
            },
        });
        const { secretStoreRef, refreshInterval, data } = spec(program.only("ExternalSecret"));
        assert.deepEqual(secretStoreRef, { name: "own-store", kind: "SecretStore" });
        assert.equal(refreshInterval, "30s");
        assert.equal(data[0].remoteRef.key, "team/mcp/github/TOKEN");
        assert.equal(program.only("Secret", "github-TOKEN").inputs.recoveryWindowInDays, 7);
        assert.equal(program.only("RandomPassword").inputs.length, 40);
    });

    it("reach the pods and their number", async () => {
        const program = await make({
            ...smallest,
            port: 9000,
            path: "/github/mcp",
            scaling: { minReplicas: 3, maxReplicas: 9, targetCpuPercent: 50 },
            resources: { requests: { cpu: "250m" }, limits: { memory: "1Gi" } },
            telemetry: { otlpEndpoint: "http://jaeger.monitoring.svc.cluster.local:4318" },
        });
        const { minReplicas, maxReplicas, metrics } = spec(program.only("HorizontalPodAutoscaler"));
        assert.deepEqual([minReplicas, maxReplicas, metrics[0].resource.target.averageUtilization], [3, 9, 50]);
        const { env, ports, resources } = container(program);
        const variables = Object.fromEntries(
            env.map(({ name, value }: { name: string; value: string }) => [name, value]),
        );
        assert.deepEqual([variables.PORT, variables.MCP_PATH], ["9000", "/github/mcp"]);
        assert.equal(variables.OTEL_EXPORTER_OTLP_ENDPOINT, "http://jaeger.monitoring.svc.cluster.local:4318");
        assert.equal(variables.OTEL_SERVICE_NAME, "github-mcp");
        assert.equal(ports[0].containerPort, 9000);
        assert.equal(spec(program.only("Service")).ports[0].port, 9000);
        assert.deepEqual([resources.requests.cpu, resources.requests.memory], ["250m", "128Mi"]);
        assert.deepEqual([resources.limits.cpu, resources.limits.memory], ["1", "1Gi"]);
        assert.equal(spec(program.only("NetworkPolicy")).egress.at(-1).ports[0].port, 4318);
    });

    it("reach the route and the monitoring", async () => {
        const program = await make({
            ...smallest,
            route: {
                kind: "nginx",
                host: pulumi.output("mcp.example.com"),
                className: "internal",
                tls: { secretName: "cert" },
            },
            monitoring: { release: "prometheus" },
        });
        const { ingressClassName, tls, rules } = spec(program.only("Ingress"));
        assert.deepEqual([ingressClassName, tls[0].secretName, rules[0].host], ["internal", "cert", "mcp.example.com"]);
        assert.equal(metadata(program.only("ServiceMonitor")).labels.release, "prometheus");
    });

    it("reach the role, which only the server's own ServiceAccount may assume", async () => {
        const program = await make(full);
        assert.match(
            String(program.only("Role").inputs.assumeRolePolicy),
            /:sub":"system:serviceaccount:tools:github-mcp"/,
        );
        assert.match(String(program.only("RolePolicy").inputs.policy), /"arn:aws:s3:::documents\/\*"/);
        const { name, annotations } = metadata(program.only("ServiceAccount"));
        assert.deepEqual(
            [name, annotations["eks.amazonaws.com/role-arn"]],
            ["github-mcp", "arn:aws:iam::123456789012:role/made-up"],
        );
    });
});

describe("ContainerImage in McpServer", () => {
    it("protects the repository when asked to, and nothing else", async () => {
        const program = await make({ ...smallest, image: { context, protect: true } });
        assert.deepEqual(
            program.resources.filter(({ protect }) => protect).map(({ type }) => type),
            ["aws:ecr/repository:Repository"],
        );
    });

    it("scans what is pushed and lets no tag be pushed twice", async () => {
        const { inputs } = (await make(smallest)).only("Repository");
        assert.equal(inputs.imageTagMutability, "IMMUTABLE");
        assert.deepEqual(inputs.imageScanningConfiguration, { scanOnPush: true });
        assert.equal(inputs.forceDelete, false);
    });

    it("pushes to another registry, without ECR's credentials, when one is named", async () => {
        const program = await make({ ...smallest, image: { context, registry: "localhost:5000", tag: "1.4.0" } });
        const { imageName, registry } = program.only("Image").inputs;
        assert.match(String(imageName), /^localhost:5000\/mcp\/test\/github:1\.4\.0-[0-9a-f]{12}$/);
        assert.deepEqual(registry, { server: "localhost:5000" });
    });

    it("hands ECR's password to the builder as a secret", async () => {
        const { registry } = (await make(smallest)).only("Image").inputs;
        assert.ok(
            !JSON.stringify(registry)
                .replaceAll(/\{"4dabf[^}]*\}/g, "")
                .includes("registry-password"),
        );
    });
});

describe("McpNamespace", () => {
    it("refuses pods that are not restricted, and cuts off what no policy names", async () => {
        const { program } = await record(() => new McpNamespace("tools", {}));
        const { labels, name } = metadata(program.only("Namespace"));
        assert.equal(name, "tools");
        assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
        assert.deepEqual(spec(program.only("NetworkPolicy")), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    });

    it("is known by its name only when it is guarded", async () => {
        const { program } = await record(() => {
            const namespace = new McpNamespace("tools", {});
            new McpServer("github", { ...smallest, namespace: namespace.namespaceName });
        });
        const guard = program.all("NetworkPolicy").find(({ name }) => name === "tools");
        assert.ok(guard);
        assert.ok(dependsOn(program.only("Deployment"), guard));
    });
});
