import assert from "node:assert/strict";
import { join } from "node:path";
import { McpServer, type McpServerArgs } from "../../components";
import { pushedDigest, type RecordedProgram, type RegisteredResource, record } from "./recorded-program";

const context = join(__dirname, "..", "..", "servers", "demo");
const stableImage = `registry.example.com/mcp/github@sha256:${"c".repeat(64)}`;
const host = "mcp.example.com";

async function make(args: Partial<McpServerArgs>): Promise<RecordedProgram> {
    const all: McpServerArgs = { namespace: "tools", image: { context, tag: "2.0.0" }, route: { host }, ...args };
    return (await record(() => new McpServer("github", all))).program;
}
const withCanary = (args: Partial<McpServerArgs> = {}) =>
    make({ canary: { weightPercent: 10, stableImage }, monitoring: {}, ...args });

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by path
const spec = (resource: RegisteredResource) => resource.inputs.spec as any;
// biome-ignore lint/suspicious/noExplicitAny: likewise
const metadata = (resource: RegisteredResource) => resource.inputs.metadata as any;
const image = (deployment: RegisteredResource) => spec(deployment).template.spec.containers[0].image;
const podLabels = (deployment: RegisteredResource): Record<string, string> => spec(deployment).template.metadata.labels;
const selects = (selector: Record<string, string>, labels: Record<string, string>) =>
    Object.entries(selector).every(([label, value]) => labels[label] === value);
const canaryName = "github.canary";

describe("a server without a canary", () => {
    it("has the objects that it always had", async () => {
        const names = (program: RecordedProgram) => program.resources.map(({ urn }) => urn).sort();
        const without = await make({});
        assert.deepEqual(
            names(without).filter((urn) => urn.includes("canary")),
            [],
        );
        const tried = await withCanary({ monitoring: undefined });
        assert.deepEqual(
            names(without).filter((urn) => !names(tried).includes(urn)),
            [],
        );
    });
});

describe("a canary", () => {
    it("runs the new image beside pods that keep theirs, and their version label", async () => {
        const program = await withCanary();
        const [stable, canary] = [program.only("Deployment", "github"), program.only("Deployment", canaryName)];
        assert.equal(image(stable), stableImage);
        assert.ok(image(canary).endsWith(pushedDigest));
        assert.ok(stable.ignoreChanges.includes('spec.template.metadata.labels["app.kubernetes.io/version"]'));
        assert.equal(podLabels(canary)["app.kubernetes.io/version"], "2.0.0");
        assert.deepEqual([metadata(canary).name, spec(canary).replicas], ["github-mcp-canary", 1]);
        assert.deepEqual(canary.ignoreChanges, []);
    });

    it("has a Service, a NetworkPolicy and a PodDisruptionBudget of its own, and none of the server's selects it", async () => {
        const program = await withCanary();
        const [stable, canary] = ["github", canaryName].map((name) => podLabels(program.only("Deployment", name)));
        const selectors = (name: string) => [
            spec(program.only("Service", name)).selector,
            spec(program.only("NetworkPolicy", name)).podSelector.matchLabels,
            spec(program.only("PodDisruptionBudget", name)).selector.matchLabels,
            spec(program.only("Deployment", name)).selector.matchLabels,
        ];
        assert.ok(stable && canary);
        assert.deepEqual(
            selectors("github").map((selector) => [selects(selector, stable), selects(selector, canary)]),
            Array(4).fill([true, false]),
        );
        assert.deepEqual(
            selectors(canaryName).map((selector) => [selects(selector, stable), selects(selector, canary)]),
            Array(4).fill([false, true]),
        );
        assert.equal(program.all("HorizontalPodAutoscaler").length, 1);
    });

    it("has settings, secrets, identity and network in common with the server", async () => {
        const program = await withCanary({
            settings: { LOG_LEVEL: "info" },
            secrets: { TOKEN: { value: "x" } },
            network: { clients: [{ namespace: "litellm" }] },
        });
        const pod = (name: string) => spec(program.only("Deployment", name)).template.spec;
        const [stable, canary] = [pod("github"), pod(canaryName)];
        assert.deepEqual(canary.containers[0].envFrom, stable.containers[0].envFrom);
        assert.deepEqual(canary.containers[0].env, stable.containers[0].env);
        assert.equal(canary.serviceAccountName, stable.serviceAccountName);
        const rules = (name: string) => {
            const { ingress, egress } = spec(program.only("NetworkPolicy", name));
            return { ingress, egress };
        };
        assert.deepEqual(rules(canaryName), rules("github"));
    });

    it("is measured with the server, under another Service's name", async () => {
        const program = await withCanary();
        const selector = spec(program.only("ServiceMonitor")).selector.matchLabels;
        const services = program.all("Service").filter((service) => selects(selector, metadata(service).labels));
        assert.deepEqual(services.map((service) => metadata(service).name).sort(), ["github-mcp", "github-mcp-canary"]);
    });

    it("has no port of the nodes: that is the server's", async () => {
        const network = { clients: [{ cidr: "10.0.0.0/8" }] };
        const program = await withCanary({ nodePort: 31_101, network });
        assert.equal(spec(program.only("Service", canaryName)).type, "ClusterIP");
    });

    it("gets calls only when its pods are ready, and until then goes on existing", async () => {
        const gateway = { network: { ingressControllerNamespace: "gateways" } };
        const kinds: Record<string, Partial<McpServerArgs>> = {
            Ingress: {},
            HTTPRoute: { ...gateway, route: { host, kind: "gateway", gateway: { name: "public" } } },
        };
        for (const [type, args] of Object.entries(kinds)) {
            const program = await withCanary(args);
            const canary = program.only("Deployment", canaryName).urn;
            const waiting = program
                .all(type)
                .filter(({ propertyDependencies }) => propertyDependencies.includes(canary));
            assert.equal(waiting.length, 1, type);
        }
    });

    it("is a second Ingress with the first one's host and paths at ingress-nginx", async () => {
        const program = await withCanary({ route: { host, tls: { clusterIssuer: "letsencrypt" }, metadata: true } });
        const [main, canary] = [program.only("Ingress", "github"), program.only("Ingress", canaryName)];
        const paths = (ingress: RegisteredResource) =>
            spec(ingress).rules.map(({ host: named, http }: { host: string; http: { paths: { path: string }[] } }) => [
                named,
                http.paths.map(({ path }) => path),
            ]);
        assert.deepEqual(paths(canary), paths(main));
        assert.match(JSON.stringify(spec(canary)), /"github-mcp-canary"/);
        // No second certificate, and nothing that others would act on twice.
        assert.deepEqual(
            Object.keys(metadata(canary).annotations).map((name) => name.split("/")[1]),
            ["canary", "canary-weight", "canary-weight-total"],
        );
        assert.equal(metadata(main).annotations["nginx.ingress.kubernetes.io/canary"], undefined);
    });

    it("is reached from the Ingress of another namespace by a Service of that one", async () => {
        const program = await withCanary({ route: { host, nginx: { ingressNamespace: "auth" } } });
        const [alias] = program
            .all("Service")
            .filter((service) => metadata(service).namespace === "auth" && service.name === canaryName);
        assert.ok(alias);
        assert.equal(spec(alias).externalName, "github-mcp-canary.tools.svc.cluster.local");
        assert.equal(metadata(program.only("Ingress", canaryName)).namespace, "auth");
    });

    it("runs nothing once it is withdrawn, and the server keeps its image", async () => {
        const program = await make({ canary: { stableImage } });
        assert.equal(image(program.only("Deployment")), stableImage);
        assert.deepEqual(
            program.resources.filter(({ name }) => name === canaryName),
            [],
        );
    });

    it("is told of in outputs of its own: the server's image is the one that stays", async () => {
        const all: McpServerArgs = { namespace: "tools", image: { context }, route: { host } };
        const { result } = await record(
            () => new McpServer("github", { ...all, canary: { weightPercent: 0, stableImage } }),
        );
        const value = (output: typeof result.canaryImageUri) => new Promise((resolve) => output?.apply(resolve));
        assert.equal(await value(result.imageUri), stableImage);
        assert.equal(await value(result.digest), `sha256:${"c".repeat(64)}`);
        assert.match(String(await value(result.canaryImageUri)), new RegExp(pushedDigest));
        assert.equal(await value(result.canaryServiceName), "github-mcp-canary");
    });
});
