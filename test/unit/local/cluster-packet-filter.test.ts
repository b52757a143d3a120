import assert from "node:assert/strict";
import { removalScript } from "../../../local/cluster/packet-filter";

const quiet = ["*filter", ":INPUT ACCEPT [0:0]", ":FORWARD DROP [0:0]"];
const save = (...lines: string[]) => [...quiet, ...lines, "COMMIT", ""].join("\n");
const commands = (saved: string) => removalScript(saved)?.trimEnd().split("\n");

describe("removal of packet filter rules", () => {
    it("has nothing to do where there is no rule of ours", () => {
        assert.equal(removalScript(save(":DOCKER - [0:0]", "-A FORWARD -o docker0 -j DOCKER")), undefined);
    });

    it("empties Kubernetes' chains, removes the jumps there, then the chains", () => {
        const saved = save(
            ":KUBE-SERVICES - [0:0]",
            ":KUBE-POD-FW-ABC - [0:0]",
            '-A FORWARD -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
            "-A KUBE-SERVICES -g KUBE-POD-FW-ABC",
        );
        assert.deepEqual(commands(saved), [
            "*filter",
            ":KUBE-SERVICES - [0:0]",
            ":KUBE-POD-FW-ABC - [0:0]",
            '-D FORWARD -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
            "-X KUBE-SERVICES",
            "-X KUBE-POD-FW-ABC",
            "COMMIT",
        ]);
    });

    it("removes kube-router's rules in built-in chains that jump to none of its own", () => {
        const rule =
            'INPUT -m comment --comment "KUBE-ROUTER rule to explicitly ACCEPT traffic" -m mark --mark 0x20000 -j ACCEPT';
        assert.deepEqual(commands(save(`-A ${rule}`)), ["*filter", `-D ${rule}`, "COMMIT"]);
    });

    it("removes the CNI plugins' chains that only our pods use", () => {
        const saved = save(
            ":CNI-ADMIN - [0:0]",
            ":CNI-FORWARD - [0:0]",
            '-A FORWARD -m comment --comment "CNI firewall plugin rules" -j CNI-FORWARD',
            "-A CNI-FORWARD -j CNI-ADMIN",
            "-A CNI-FORWARD -s 10.244.7.9/32 -j ACCEPT",
        );
        assert.deepEqual(
            commands(saved)?.filter((line) => /^-[DX]/.test(line)),
            [
                '-D FORWARD -m comment --comment "CNI firewall plugin rules" -j CNI-FORWARD',
                "-X CNI-ADMIN",
                "-X CNI-FORWARD",
            ],
        );
    });

    it("leaves a CNI chain that another container engine uses too, without our pods' rules", () => {
        const saved = save(
            ":CNI-ADMIN - [0:0]",
            ":CNI-FORWARD - [0:0]",
            "-A FORWARD -j CNI-FORWARD",
            "-A CNI-FORWARD -j CNI-ADMIN",
            "-A CNI-FORWARD -s 10.88.0.4/32 -j ACCEPT",
            "-A CNI-FORWARD -d 10.244.7.9/32 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        );
        assert.deepEqual(commands(saved), [
            "*filter",
            "-D CNI-FORWARD -d 10.244.7.9/32 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "COMMIT",
        ]);
    });

    it("tells our pods' masquerading from that of another CNI network by the network's name", () => {
        const masquerade = (network: string, address: string) => [
            `-A POSTROUTING -s ${address} -m comment --comment "name: \\"${network}\\" id: \\"1\\"" -j CNI-${network}`,
            `-A CNI-${network} ! -d 224.0.0.0/4 -m comment --comment "name: \\"${network}\\" id: \\"1\\"" -j MASQUERADE`,
        ];
        const saved = [
            ...["*nat", ":POSTROUTING ACCEPT [0:0]", ":CNI-mcp-eks - [0:0]", ":CNI-podman - [0:0]"],
            ...[...masquerade("mcp-eks", "10.244.0.2/32"), ...masquerade("podman", "10.88.0.4/32"), "COMMIT"],
        ].join("\n");
        assert.deepEqual(
            commands(saved)?.filter((line) => line.startsWith("-X")),
            ["-X CNI-mcp-eks"],
        );
        assert.ok(!removalScript(saved)?.includes("podman"));
    });
});
