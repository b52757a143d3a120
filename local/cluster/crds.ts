import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Step } from "../step";
import { moduleFile } from "../tools/build";
import { applyFiles, kubectl } from "./kubectl";

/** Files of CustomResourceDefinitions inside Go modules that local/tools/crds pins. */
const definitions: Record<string, string[]> = {
    // Neither APISIX nor Envoy Gateway runs here; that both are asked rightly can be seen all the same.
    "github.com/apache/apisix-ingress-controller": ["ApisixRoute", "ApisixTls", "ApisixUpstream"].map(
        (kind) => `samples/deploy/crd/v1/${kind}.yaml`,
    ),
    "github.com/envoyproxy/gateway": ["httproutefilters", "securitypolicies"].map(
        (resource) => `charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_${resource}.yaml`,
    ),
    // Nothing issues certificates here; that one is asked for rightly can be seen all the same.
    "github.com/cert-manager/cert-manager": ["deploy/crds/cert-manager.io_certificates.yaml"],
    "github.com/external-secrets/external-secrets": ["deploy/crds/bundle.yaml"],
    "github.com/prometheus-operator/prometheus-operator": ["podmonitors", "prometheusrules", "servicemonitors"].map(
        (resource) => `example/prometheus-operator-crd/monitoring.coreos.com_${resource}.yaml`,
    ),
    "sigs.k8s.io/gateway-api": [
        "backendtlspolicies",
        "gatewayclasses",
        "gateways",
        "grpcroutes",
        "httproutes",
        "listenersets",
        "referencegrants",
        "tcproutes",
        "tlsroutes",
        "udproutes",
    ].map((resource) => `config/crd/standard/gateway.networking.k8s.io_${resource}.yaml`),
};

/** On the namespace that every cluster has: which definitions were applied, as applying them all again takes seconds. */
const appliedAnnotation = "mcp-eks.local/crds";
const annotatedNamespace = "namespace/kube-system";
const establishSeconds = 30;

function fingerprint(files: string[]): string {
    const hash = createHash("sha256");
    for (const file of files) hash.update(readFileSync(file));
    return hash.digest("hex").slice(0, 16);
}

/** Names of all definitions, each with whether the API server serves it yet. */
async function servedDefinitions(): Promise<Map<string, boolean>> {
    const jsonPath = '{range .items[*]}{.metadata.name}={.status.conditions}{"\\n"}{end}';
    const lines = (await kubectl(["get", "crd", `-o=jsonpath=${jsonPath}`])).split("\n").filter(Boolean);
    return new Map(lines.map(readConditions));
}

/** Reads a line "name=[conditions]"; a definition that was just made has none. */
export function readConditions(line: string): [name: string, established: boolean] {
    const [name = "", conditions] = line.split(/=(.*)/);
    const list = conditions ? (JSON.parse(conditions) as { type: string; status: string }[] | null) : null;
    return [name, list?.some(({ type, status }) => type === "Established" && status === "True") ?? false];
}

async function isApplied(files: string[]): Promise<boolean> {
    const namespace = JSON.parse(await kubectl(["get", annotatedNamespace, "-o=json"])) as {
        metadata: { annotations?: Record<string, string> };
    };
    return namespace.metadata.annotations?.[appliedAnnotation] === fingerprint(files);
}

async function waitUntilServed(): Promise<void> {
    const deadline = Date.now() + establishSeconds * 1000;
    for (;;) {
        const waiting = [...(await servedDefinitions())].filter(([, served]) => !served).map(([name]) => name);
        if (waiting.length === 0) return;
        if (Date.now() > deadline) {
            throw new Error(`not served ${establishSeconds} s after they were applied: ${waiting.join(", ")}`);
        }
        await sleep(200);
    }
}

export const crdsStep: Step = {
    name: "crds",
    title: "custom resource definitions",
    needs: ["control-plane"],
    async ensure() {
        const files = await Promise.all(
            Object.entries(definitions).flatMap(([module, paths]) =>
                paths.map((path) => moduleFile("crds", module, path)),
            ),
        );
        if (await isApplied(files)) return;
        await applyFiles(files);
        await waitUntilServed();
        await kubectl(["annotate", "--overwrite", annotatedNamespace, `${appliedAnnotation}=${fingerprint(files)}`]);
    },
    async status() {
        const served = await servedDefinitions().catch(() => new Map<string, boolean>());
        return served.size === 0 ? undefined : `${served.size} definitions`;
    },
};
