import { elapsed } from "../../local/progress";
import type { Progress } from "./progress";

const heartbeatMilliseconds = 15_000;

/** What is written to. */
export interface Lines {
    write(text: string): unknown;
}

/** Plain lines, as logs keep them: one as a step begins, one for each thing that happens, one each 15 s of waiting. */
export function lineProgress(stream: Lines, heartbeat = heartbeatMilliseconds): Progress {
    const say = (line: string) => stream.write(`${line}\n`);
    return {
        say,
        async step(title, work) {
            const started = Date.now();
            const took = () => elapsed(Date.now() - started);
            let waiting = "";
            say(`▸ ${title}`);
            const timer = setInterval(() => say(`  … ${title} (${took()})${waiting && `: ${waiting}`}`), heartbeat);
            try {
                const result = await work({
                    waiting: (text) => {
                        waiting = text;
                    },
                    happened: (text) => say(`  ${text}`),
                });
                say(`✔ ${title} (${took()})`);
                return result;
            } catch (error) {
                say(`✘ ${title} (${took()})`);
                throw error;
            } finally {
                clearInterval(timer);
            }
        },
    };
}
