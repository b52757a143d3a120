import type { Step } from "./step";
import { buildTool, isBuilt } from "./tools/build";
import type { EnvironmentTool } from "./tools/catalogue";

/** In the order of who waits longest for them: two cores compile one program at a time best. */
const order: EnvironmentTool[] = ["kubernetes", "pulumi", "external-secrets", "coredns", "kube-router", "reloader"];

const titles: Record<EnvironmentTool, string> = {
    kubernetes: "Kubernetes, built",
    pulumi: "Pulumi CLI, built",
    "external-secrets": "External Secrets Operator, built",
    coredns: "CoreDNS, built",
    "kube-router": "network policy controller, built",
    reloader: "Reloader, built",
};

let queue: Promise<unknown> = Promise.resolve();

/** Programs that no registry has as binaries, compiled once per version and user. */
export const buildSteps: Step[] = order.map((tool) => ({
    name: `${tool}-build`,
    title: titles[tool],
    needs: ["preflight"],
    async ensure({ report, signal }) {
        if (isBuilt(tool)) return;
        report("waits for its turn to compile");
        const build = queue.then(() => buildTool(tool, report, signal));
        queue = build.catch(() => undefined);
        await build;
    },
}));
