import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { stringify } from "yaml";
import { freePort } from "../../local/process/free-port";
import { tool } from "./tools";

/** A rule as Prometheus' API tells of it. */
export interface EvaluatedRule {
    name: string;
    /** "ok", or why not. */
    health: string;
    state: string;
}

/** A Prometheus of the test's own, on loopback. */
export interface Prometheus {
    /** Value of an expression that has one series; undefined while it has none. */
    query(expression: string): Promise<number | undefined>;
    /** All rules, evaluated at least once. */
    rules(): Promise<EvaluatedRule[]>;
    stop(): Promise<void>;
}

const startSeconds = 120;

/** Starts Prometheus with a configuration; its data stays in the directory. */
export async function startPrometheus(directory: string, configuration: object): Promise<Prometheus> {
    const program = await tool("prometheus");
    const file = join(directory, "prometheus.yaml");
    writeFileSync(file, stringify(configuration));
    const origin = `http://127.0.0.1:${await freePort()}`;
    const child = execa(
        program,
        [
            `--config.file=${file}`,
            `--storage.tsdb.path=${join(directory, "data")}`,
            `--web.listen-address=${new URL(origin).host}`,
        ],
        { all: true, reject: false },
    );
    const stop = async () => {
        child.kill("SIGTERM");
        await child;
    };
    const get = async <T>(path: string): Promise<T> => {
        const answer = (await (await fetch(origin + path)).json()) as { data: T };
        return answer.data;
    };
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await isReady(origin))) {
        if (child.exitCode !== null || Date.now() > deadline) {
            await stop();
            throw new Error(`Prometheus did not start:\n${(await child).all}`);
        }
        await pause(100);
    }
    return {
        async query(expression) {
            const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
            const { result } = await get<{ result: { value: [number, string] }[] }>(path);
            return result[0] && Number(result[0].value[1]);
        },
        async rules() {
            const { groups } = await get<{ groups: { rules: EvaluatedRule[] }[] }>("/api/v1/rules");
            return groups.flatMap(({ rules }) => rules);
        },
        stop,
    };
}

async function isReady(origin: string): Promise<boolean> {
    return fetch(`${origin}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
    );
}
