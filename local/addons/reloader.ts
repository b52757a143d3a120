import { ports } from "../addresses";
import { paths } from "../paths";
import { ensureDaemon, runningPid, stopDaemon } from "../process/daemon";
import type { Step } from "../step";
import { buildTool } from "../tools/build";

const daemonName = "reloader";
const address = `127.0.0.1:${ports.reloader}`;

/** Stakater Reloader, on the host: rolls the Deployments that name a Secret by annotation, when its data changes. */
export const reloaderStep: Step = {
    name: "reloader",
    title: "Reloader",
    needs: ["reloader-build", "control-plane"],
    async ensure({ report, signal }) {
        await ensureDaemon({
            name: daemonName,
            command: await buildTool("reloader", report, signal),
            args: [address],
            env: { KUBECONFIG: paths.kubeconfig },
            ready: async () => (await fetch(`http://${address}/live`)).ok,
        });
    },
    async remove() {
        await stopDaemon(daemonName);
    },
    async status() {
        const pid = runningPid(daemonName);
        return pid === undefined ? undefined : `metrics at http://${address}/metrics, pid ${pid}`;
    },
};
