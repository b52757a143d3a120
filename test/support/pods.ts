import { execa } from "execa";
import { nodeBaseImage } from "../../local/addresses";
import { kubectl } from "./kubectl";

/** Whether a TCP connection from inside the pod is accepted. */
export async function connects(namespace: string, pod: string, host: string, port: number): Promise<boolean> {
    const script = `require("net").connect(${port}, "${host}").setTimeout(4000, () => process.exit(1)).on("connect", () => process.exit(0)).on("error", () => process.exit(1))`;
    const run = await execa("kubectl", ["exec", "-n", namespace, pod, "--", "node", "-e", script], { reject: false });
    return run.exitCode === 0;
}

/** A pod that passes Pod Security restricted: one that waits, or one that listens on ports. */
export function testPod(namespace: string, name: string, labels: Record<string, string>, listenOn: number[] = []) {
    const listen = `for (const port of ${JSON.stringify(listenOn)}) require("net").createServer((socket) => socket.end()).listen(port)`;
    const command = listenOn.length > 0 ? ["node", "-e", listen] : ["sleep", "900"];
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace, labels },
        spec: {
            securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
            terminationGracePeriodSeconds: 0,
            containers: [{ name: "main", image: nodeBaseImage, command, securityContext }],
        },
    };
}

/** `kubectl apply`, which may be refused. */
export const apply = (object: object) =>
    execa("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(object), reject: false });

/** Applies objects and fails with what kubectl said. */
export async function applied(...objects: object[]): Promise<void> {
    for (const object of objects) {
        const { exitCode, stderr } = await apply(object);
        if (exitCode !== 0) throw new Error(stderr);
    }
}

/** Address of a running pod. */
export const podAddress = (namespace: string, name: string) =>
    kubectl("get", "pod", name, "-n", namespace, "-o", "jsonpath={.status.podIP}");
