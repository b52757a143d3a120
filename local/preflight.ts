import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ports } from "./addresses";
import { repositoryDir, runtimeDir } from "./paths";
import { recordedDaemons, runningPid } from "./process/daemon";
import { isFree, portHolders } from "./process/ports";
import type { Step } from "./step";

const ownerFile = join(runtimeDir, "owner.json");

const ownCluster =
    "Or use a cluster that you have (kind, any kubeconfig context): npm run dev -- --context NAME --registry HOST";

/** What the embedded environment asks of the machine; each refusal names a way on. */
export const preflightStep: Step = {
    name: "preflight",
    title: "this machine",
    needs: [],
    async ensure() {
        if (process.platform !== "linux") {
            throw new Error(
                `The embedded environment runs Kubernetes on this machine and needs Linux; this is ${process.platform}. ${ownCluster}`,
            );
        }
        if (process.getuid?.() !== 0) {
            throw new Error(
                `The embedded environment runs a kubelet and needs root; this is uid ${process.getuid?.()}. Run it with sudo. ${ownCluster}`,
            );
        }
        claimMachine();
        await refuseBusyPorts();
    },
    async remove() {
        if (owner()?.checkout === repositoryDir) rmSync(runtimeDir, { recursive: true, force: true });
    },
};

/** The checkout whose environment uses this machine's pod network, kubelet and ports. */
interface Owner {
    checkout: string;
    /** Pids of its daemons are looked up in its own state folder. */
    daemonsDir: string;
}

function owner(): Owner | undefined {
    try {
        return JSON.parse(readFileSync(ownerFile, "utf8")) as Owner;
    } catch {
        return undefined;
    }
}

/** A kubelet, its networks and its ports are the machine's: one checkout at a time has them. */
function claimMachine(): void {
    const other = owner();
    if (
        other &&
        other.checkout !== repositoryDir &&
        recordedDaemons(other.daemonsDir).some((name) => runningPid(name, other.daemonsDir))
    ) {
        throw new Error(
            `The embedded environment of ${other.checkout} runs on this machine, and there is room for one. ` +
                `Stop it: (cd ${other.checkout} && npm run dev:down). Or use its cluster from here: ` +
                `KUBECONFIG=${other.checkout}/.local/kubeconfig npm run dev -- --context mcp-dev --registry localhost:${ports.registry}`,
        );
    }
    mkdirSync(runtimeDir, { recursive: true });
    const mine: Owner = { checkout: repositoryDir, daemonsDir: join(repositoryDir, ".local", "daemons") };
    writeFileSync(ownerFile, JSON.stringify(mine));
}

async function refuseBusyPorts(): Promise<void> {
    const ours = new Set(recordedDaemons().map((name) => runningPid(name)));
    const busy: string[] = [];
    for (const [use, port] of Object.entries(ports)) {
        if (await isFree(port)) continue;
        const strangers = portHolders(port).filter((holder) => !ours.has(holder.pid));
        for (const { pid, command } of strangers) busy.push(`  port ${port} (${use}): pid ${pid}, ${command}`);
    }
    if (busy.length > 0) {
        throw new Error(
            `Ports that the embedded environment needs are in use:\n${busy.join("\n")}\nStop these programs and run the command again. ${ownCluster}`,
        );
    }
}
