import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { networks } from "../addresses";
import { stateDir } from "../paths";
import { podBridge } from "./node-network";
import { removeIfEmpty } from "./shared-directory";

export const cniDir = join(stateDir, "cni");
export const cniConfigDir = join(cniDir, "net.d");
/** Names the network in libcni's records and in the comments of the iptables rules that the plugins make. */
export const podNetwork = "mcp-eks";

export function cniConfig(): object {
    return {
        cniVersion: "0.4.0",
        name: podNetwork,
        plugins: [
            {
                type: "bridge",
                bridge: podBridge,
                isGateway: true,
                ipMasq: true,
                hairpinMode: true,
                ipam: {
                    type: "host-local",
                    dataDir: join(cniDir, "addresses"),
                    ranges: [[{ subnet: networks.pods }]],
                    routes: [{ dst: "0.0.0.0/0" }],
                },
            },
            { type: "portmap", capabilities: { portMappings: true } },
            // Without it dockerd's policy of dropping what is forwarded cuts pods off from each other.
            { type: "firewall", backend: "iptables" },
        ],
    };
}

/** Where the library behind the plugins keeps what it did for each pod; containerd 1.6 cannot be told another place. */
const resultsDir = "/var/lib/cni/results";

/** Names of the records of our pods: of our network, and of the loopback device that containerd gives to each pod. */
export function ourResults(names: string[]): string[] {
    const pods = names.map((name) => new RegExp(`^${podNetwork}-(.+)-eth0$`).exec(name)?.[1]).filter(Boolean);
    const ours = new Set(pods.flatMap((pod) => [`${podNetwork}-${pod}-eth0`, `cni-loopback-${pod}-lo`]));
    return names.filter((name) => ours.has(name));
}

export function removeCniState(): void {
    rmSync(cniDir, { recursive: true, force: true });
    if (!existsSync(resultsDir)) return;
    for (const name of ourResults(readdirSync(resultsDir))) rmSync(join(resultsDir, name));
    removeIfEmpty(resultsDir, dirname(resultsDir));
}
