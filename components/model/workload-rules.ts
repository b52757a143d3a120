import { eraProblems } from "./era";
import { networkProblems } from "./network-problems";
import { nodePortProblems } from "./node-ports";
import { securityProblems } from "./pod-security";
import { healthProblems } from "./probes";
import { checked, type Problem, within } from "./problem";
import { resourceProblems } from "./resources";
import type { RuntimeArgs } from "./runtime";
import { podCountProblems } from "./scaling";
import { schedulingProblems } from "./scheduling";
import { settingsFileProblems } from "./settings-files";
import { startProblems } from "./stdio";
import { otlpService, telemetryProblems } from "./telemetry";
import { timeoutProblems } from "./timeouts";
import { volumeProblems } from "./volumes";

/** What is wrong with how a server is to run. */
export function workloadProblems(args: RuntimeArgs): Problem[] {
    const { port = 8000, path = "/mcp" } = args;
    return [
        ...checked(
            "port",
            port,
            (value) => Number.isInteger(value) && value >= 1024 && value <= 65_535,
            "a port is a whole number from 1024 to 65535 (lower ones need root)",
        ),
        ...checked(
            "path",
            path,
            (value) => /^(\/[A-Za-z0-9._~-]+)+$/.test(value),
            'a path is one or more of "/" with letters, digits and . _ ~ - after it, as "/demo/mcp"',
        ),
        ...eraProblems(args.era),
        ...startProblems(args),
        ...podCountProblems(args),
        ...within("scheduling", schedulingProblems(args.scheduling)),
        ...within("resources", resourceProblems(args.resources)),
        ...volumeProblems(args.volumes),
        ...settingsFileProblems(args.settingsFiles, args.volumes),
        ...within("security", securityProblems(args.security)),
        ...within("network", networkProblems(args.network)),
        ...nodePortProblems("nodePort", args.nodePort),
        ...closedNodePort(args),
        ...within("timeouts", timeoutProblems(args.timeouts)),
        ...within("health", healthProblems(args.health)),
        ...within("telemetry", telemetryProblems(args.telemetry)),
        ...closedCollector(args),
    ];
}

/** Who comes by a port of the nodes has a node's address, which the NetworkPolicy must let in. */
function closedNodePort({ nodePort, network }: RuntimeArgs): Problem[] {
    const open = () => nodePort === undefined || (network?.clients ?? []).some(({ cidr }) => cidr !== undefined);
    return checked("nodePort", nodePort, open, "network.clients names no addresses (cidr) that may call it");
}

function closedCollector({ telemetry, network }: RuntimeArgs): Problem[] {
    const endpoint = telemetry?.otlpEndpoint;
    const reached = () =>
        network?.publicHttps !== false ||
        endpoint === undefined ||
        !URL.canParse(endpoint) ||
        otlpService(endpoint) !== undefined;
    return checked(
        "telemetry.otlpEndpoint",
        endpoint,
        reached,
        "network.publicHttps is false, so no collector outside the cluster is reached",
    );
}
