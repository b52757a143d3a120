import { BlockList } from "node:net";
import { execa } from "execa";
import { networks } from "../addresses";
import { podNetwork } from "./cni";

/** Chains that belong to Kubernetes alone: of kube-proxy, the kubelet and kube-router. */
const kubernetesChain = /^KUBE-/;
/** Chains of the CNI plugins; another container engine on this machine may use them too. */
const cniChain = /^CNI-/;
/** Sets that kube-router makes. */
const kubeRouterSet = /^(inet6:)?(KUBE-|kube-router-)/;

const podAddresses = new BlockList();
const [podNetworkAddress = "", podNetworkBits] = networks.pods.split("/");
podAddresses.addSubnet(podNetworkAddress, Number(podNetworkBits));

interface Rule {
    chain: string;
    /** The rule as `iptables-save` prints it, without "-A <chain>". */
    text: string;
    target?: string;
}

interface Table {
    name: string;
    chains: string[];
    rules: Rule[];
}

/** Reads the output of `iptables-save`. */
function parse(saved: string): Table[] {
    const tables: Table[] = [];
    for (const line of saved.split("\n")) {
        if (line.startsWith("*")) tables.push({ name: line.slice(1), chains: [], rules: [] });
        const table = tables.at(-1);
        const chain = /^:(\S+)/.exec(line)?.[1];
        if (chain) table?.chains.push(chain);
        const rule = /^-A (\S+) (.*)$/.exec(line);
        if (rule?.[1] && rule[2]) {
            table?.rules.push({ chain: rule[1], text: rule[2], target: / ?-[jg] (\S+)/.exec(rule[2])?.[1] });
        }
    }
    return tables;
}

/** kube-router's rules in the built-in chains that lead to no chain of its own. */
const kubeRouterComment = '--comment "KUBE-ROUTER ';

/** Whether one of our pods, or our pod network, is what a rule of the CNI plugins is about. */
function isAboutOurPods(rule: Rule): boolean {
    const addresses = rule.text.match(/(?<=-[sd] )\d+\.\d+\.\d+\.\d+/g) ?? [];
    return rule.text.includes(`name: \\"${podNetwork}\\"`) || addresses.some((address) => podAddresses.check(address));
}

/** The chains to remove: all of Kubernetes', and those of CNI that nobody but our pods uses. */
function ourChains(table: Table): Set<string> {
    const ours = new Set(table.chains.filter((chain) => kubernetesChain.test(chain) || cniChain.test(chain)));
    for (;;) {
        const foreign = table.rules.filter(
            (rule) =>
                cniChain.test(rule.chain) &&
                !isAboutOurPods(rule) &&
                !(rule.target !== undefined && ours.has(rule.target)),
        );
        const kept = table.rules
            .filter((rule) => cniChain.test(rule.chain) && !ours.has(rule.chain) && cniChain.test(rule.target ?? ""))
            .map((rule) => rule.target ?? "");
        const before = ours.size;
        for (const chain of [...foreign.map((rule) => rule.chain), ...kept]) ours.delete(chain);
        if (ours.size === before) return ours;
    }
}

/**
 * What `iptables-restore --noflush` has to do to remove our chains, the rules that lead there, and rules about our pods in
 * chains that stay; undefined when there is nothing to do. Everything else is left as it is.
 */
export function removalScript(saved: string): string | undefined {
    const tables = parse(saved).map((table) => {
        const ours = ourChains(table);
        const inOthers = table.rules.filter(
            (rule) =>
                !ours.has(rule.chain) &&
                (ours.has(rule.target ?? "") ||
                    rule.text.includes(kubeRouterComment) ||
                    (cniChain.test(rule.chain) && isAboutOurPods(rule))),
        );
        return { name: table.name, ours: [...ours], inOthers };
    });
    const lines = tables
        .filter(({ ours, inOthers }) => ours.length + inOthers.length > 0)
        .flatMap(({ name, ours, inOthers }) => [
            `*${name}`,
            // Naming a chain empties it.
            ...ours.map((chain) => `:${chain} - [0:0]`),
            ...inOthers.map((rule) => `-D ${rule.chain} ${rule.text}`),
            ...ours.map((chain) => `-X ${chain}`),
            "COMMIT",
        ]);
    return lines.length > 0 ? `${lines.join("\n")}\n` : undefined;
}

/** Removes the packet filter rules of Kubernetes and of our pods, and the address sets that they used. */
export async function removePacketFilterRules(): Promise<void> {
    for (const iptables of ["iptables", "ip6tables"]) {
        const { stdout, failed } = await execa(`${iptables}-save`, { reject: false });
        const script = failed ? undefined : removalScript(stdout ?? "");
        if (script) await execa(`${iptables}-restore`, ["--noflush", "--wait", "5"], { input: script });
    }
    const { stdout } = await execa("ipset", ["list", "-name"], { reject: false });
    const sets = (stdout ?? "").split("\n").filter((name) => kubeRouterSet.test(name));
    // Sets of sets first: a set that another one lists cannot be destroyed.
    for (let pass = 0; pass < 2; pass++) {
        for (const name of sets) await execa("ipset", ["destroy", name], { reject: false });
    }
}
