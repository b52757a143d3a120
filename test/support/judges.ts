import { join } from "node:path";
import { execa } from "execa";
import { pythonEnvironment } from "../../local/python";
import { buildTool } from "../../local/tools/build";

/** What a judge objects to: the check and the object, "container-image-pull-policy Deployment/github-mcp". */
export type Objection = string;

/** kube-score's objections of grade CRITICAL. */
export async function kubeScoreCriticals(file: string): Promise<Objection[]> {
    const run = await execa(await buildTool("kube-score"), ["score", "--output-format", "json", file], {
        // It exits with 1 when it objects.
        reject: false,
    });
    const objects = JSON.parse(run.stdout) as KubeScoreObject[];
    if (objects.length === 0) throw new Error(`kube-score found no object in ${file}`);
    return objects
        .flatMap(({ type_meta, object_meta, checks }) =>
            checks
                .filter(({ grade, skipped }) => grade === criticalGrade && !skipped)
                .map(({ check }) => `${check.id} ${type_meta.kind}/${object_meta.name}`),
        )
        .sort();
}

const criticalGrade = 1;

interface KubeScoreObject {
    type_meta: { kind: string };
    object_meta: { name: string };
    checks: { check: { id: string }; grade: number; skipped: boolean }[];
}

/** checkov's failed checks of Kubernetes objects. */
export async function checkovFailures(file: string): Promise<Objection[]> {
    const requirements = join(__dirname, "checkov-requirements.txt");
    const context = { report: () => undefined, signal: new AbortController().signal };
    const python = join(await pythonEnvironment("checkov", requirements, context), "bin", "python");
    const args = ["--skip-download", "--framework", "kubernetes", "--output", "json", "--file", file];
    const run = await execa(python, ["-m", "checkov.main", ...args], { reject: false });
    const { results, summary } = JSON.parse(run.stdout) as CheckovReport;
    if (summary.passed === 0) throw new Error(`checkov found no object in ${file}`);
    return results.failed_checks
        .map(({ check_id, resource }) => `${check_id} ${resource.replace(/^(\w+)\..*\.([^.]+)$/, "$1/$2")}`)
        .sort();
}

interface CheckovReport {
    results: { failed_checks: { check_id: string; resource: string }[] };
    summary: { passed: number };
}
