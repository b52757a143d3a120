import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../paths";
import type { Step } from "../step";
import { buildTool } from "../tools/build";
import { bundleStandIn } from "./bundle";
import { occupant, placeBuiltCli, placeStandIn } from "./place";
import { standIns } from "./stand-ins";

export { pulumiEnv } from "./environment";

const inPulumiHome = (place: string) => join(paths.pulumiHome, place);

/** The Pulumi CLI and its plugins in a private PULUMI_HOME. Official plugins that somebody put there are kept. */
export const pluginSteps: Step[] = [
    {
        name: "plugins",
        title: "Pulumi plugins",
        needs: ["pulumi-build"],
        async ensure({ report, signal }) {
            // The CLI refuses a backend whose folder is not there.
            mkdirSync(paths.pulumiState, { recursive: true });
            placeBuiltCli(await buildTool("pulumi", report, signal), inPulumiHome("bin/pulumi"));
            for (const { name, place } of standIns()) {
                report(name);
                if (occupant(inPulumiHome(place)) === "official") continue;
                placeStandIn(await bundleStandIn(name), inPulumiHome(place));
            }
        },
        async status() {
            const found = standIns().map(({ name, place }) => ({ name, is: occupant(inPulumiHome(place)) }));
            const names = (kind: string) => found.filter(({ is }) => is === kind).map(({ name }) => name);
            if (names("nothing").length === found.length) return undefined;
            return [
                ["stand-ins", names("stand-in")] as const,
                ["official", names("official")] as const,
                ["missing", names("nothing")] as const,
            ]
                .filter(([, list]) => list.length > 0)
                .map(([kind, list]) => `${kind}: ${list.join(", ")}`)
                .join("; ");
        },
    },
];
