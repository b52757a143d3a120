import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { tool } from "../support/tools";

/** Series as promtool writes them: `up{namespace="mcp"}` with values such as "0x10" (eleven zeros) or "0+2x20". */
export type InputSeries = Record<string, string>;

export interface ExpectedAlert {
    labels: Record<string, string>;
    annotations: Record<string, string>;
}

/** Parses a rule file as Prometheus does; gives what promtool complained of. */
export async function checkRules(rules: object): Promise<string> {
    return inDirectory({ "rules.yaml": rules }, async (directory, promtool) => {
        const run = await execa(promtool, ["check", "rules", "rules.yaml"], {
            cwd: directory,
            all: true,
            reject: false,
        });
        return run.failed ? run.all : "";
    });
}

/** Runs rules over series, a sample a minute, and compares the alert that fires; gives what promtool complained of. */
export async function testAlert(
    rules: object,
    series: InputSeries,
    alert: string,
    minute: number,
    expected: ExpectedAlert[],
): Promise<string> {
    const test = {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [
            {
                eval_time: `${minute}m`,
                alertname: alert,
                exp_alerts: expected.map(({ labels, annotations }) => ({
                    exp_labels: labels,
                    exp_annotations: annotations,
                })),
            },
        ],
    };
    const file = { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests: [test] };
    return inDirectory({ "rules.yaml": rules, "test.yaml": file }, async (directory, promtool) => {
        const run = await execa(promtool, ["test", "rules", "test.yaml"], { cwd: directory, all: true, reject: false });
        return run.failed ? run.all : "";
    });
}

async function inDirectory<T>(
    files: Record<string, object>,
    run: (directory: string, promtool: string) => Promise<T>,
): Promise<T> {
    const directory = mkdtempSync(join(tmpdir(), "mcp-eks-rules-"));
    try {
        for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), stringify(content));
        return await run(directory, await tool("promtool"));
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}
