import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { paths } from "./paths";
import type { Step } from "./step";
import { buildTool } from "./tools/build";

/** kubectl for the dev shell: the built Kubernetes program under the name that it dispatches on. */
export const kubectlStep: Step = {
    name: "kubectl",
    title: "kubectl",
    needs: ["kubernetes-build"],
    async ensure() {
        mkdirSync(paths.bin, { recursive: true });
        const link = join(paths.bin, "kubectl");
        rmSync(link, { force: true });
        symlinkSync(await buildTool("kubernetes"), link);
    },
};
