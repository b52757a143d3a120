import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { dnsObjects } from "./dns-objects";
import { apply, kubectl } from "./kubectl";
import { ensureImage } from "./scratch-image";

const rolloutSeconds = 60;

/** CoreDNS as a pod, as on EKS: network policies that let pods resolve names name its labels. */
export const dnsStep: Step = {
    name: "dns",
    title: "cluster DNS",
    needs: ["node", "coredns-build"],
    async ensure({ report }) {
        const image = await ensureImage({ name: "coredns", program: await buildTool("coredns", report) });
        await apply(dnsObjects(image));
        report("waiting for CoreDNS");
        await kubectl(["-n", "kube-system", "rollout", "status", "deployment/coredns", `--timeout=${rolloutSeconds}s`]);
    },
    async status() {
        const jsonPath = "-o=jsonpath={.status.readyReplicas}";
        const args = ["-n", "kube-system", "get", "deployment", "coredns", "--request-timeout=5s", jsonPath];
        const ready = await kubectl(args).catch(() => undefined);
        return ready === undefined ? undefined : `${ready || 0} of 1 CoreDNS pod ready`;
    },
};
