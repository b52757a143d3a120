import { relative } from "node:path";
import { stackObjects } from "../../stacks/manifests/objects";
import { kubeConfigOf } from "../cluster";
import type { CommonOptions, ReleaseCommand } from "../command";
import type { Unreadable } from "../diagnose/cause";
import { causesOf } from "../diagnose/causes";
import { chained } from "../diagnose/chain";
import { type Evidence, isUnread } from "../diagnose/evidence";
import { gather } from "../diagnose/gather";
import type { KubernetesObject } from "../diagnose/objects";
import { type Diagnosis, reportText } from "../diagnose/report";
import { exitCodes } from "../report/exit-codes";
import { refused } from "../report/release-error";
import type { ReleaseStack } from "../stack";

interface Options extends CommonOptions {
    server?: string[];
    /** "namespace/pod" */
    client?: string;
    /** Seconds, as text. */
    listen: string;
}

/** `npm run release -- diagnose prod`: why a server does not work, and what to change. */
export const command: ReleaseCommand<Options> = {
    options(command) {
        command
            .option("--server <name...>", "only these servers")
            .option("--client <namespace/pod>", "a pod that cannot reach the servers")
            .option("--listen <seconds>", "how long a stream at the route is listened to; 0: none is opened", "2");
    },

    async run(stack, options, run) {
        const servers = chosenServers(stack, options.server);
        const caller = callerOf(options.client);
        const listenMilliseconds = secondsOf(options.listen) * 1000;
        const { objects, unreadable } = await renderedObjects(stack);
        const evidence = await run.step(`ask cluster, AWS and routes about ${servers.join(", ")}`, async () =>
            gather(
                {
                    stack: stack.name,
                    config: stack.config,
                    settings: stack.settings.values,
                    kubeConfig: await kubeConfigOf(stack),
                    objects,
                    listenMilliseconds,
                    ...(caller && { caller }),
                    environment: process.env,
                },
                servers,
            ),
        );
        const diagnoses: Diagnosis[] = evidence.map((one) => ({
            server: one.server,
            causes: chained(causesOf(one)),
            unreadable: [...unreadable, ...one.unreadable],
        }));
        for (const diagnosis of diagnoses) run.event({ type: "diagnosis", ...diagnosis });
        // What could not be looked at is not well.
        const isWell = diagnoses.every(({ causes }) => causes.length === 0) && evidence.every(isJudged);
        return {
            exitCode: isWell ? exitCodes.done : exitCodes.failed,
            text: reportText(diagnoses, relative(stack.projectDir, stack.configFile) || stack.configFile),
            json: { servers: diagnoses },
        };
    },
};

const isJudged = (one: Evidence) => !isUnread(one, "deployments") && !isUnread(one, "pods");

function chosenServers({ name, config }: ReleaseStack, asked: string[] | undefined): string[] {
    const there = Object.keys(config.servers);
    const unknown = (asked ?? []).filter((server) => !there.includes(server));
    if (unknown.length > 0)
        throw refused(`stack "${name}" has no server "${unknown.join('", "')}"; it has: ${there.join(", ")}`);
    return asked ?? there;
}

function callerOf(client: string | undefined) {
    if (client === undefined) return undefined;
    const [, namespace, pod] = /^([^/]+)\/([^/]+)$/.exec(client) ?? [];
    if (namespace === undefined || pod === undefined) {
        throw refused(
            `--client is "${client}"; it is a pod with its namespace, as "litellm/litellm-proxy-5d8f7c-x2x7p"`,
        );
    }
    return { namespace, pod };
}

function secondsOf(text: string): number {
    const seconds = Number(text);
    if (!(seconds >= 0 && seconds <= 3600)) throw refused(`--listen is "${text}"; it is seconds from 0 to 3600`);
    return seconds;
}

/** What `pulumi up` would write; without it, what was changed by hand is not seen, and all else is. */
async function renderedObjects({
    name,
    settings,
}: ReleaseStack): Promise<{ objects: KubernetesObject[]; unreadable: Unreadable[] }> {
    try {
        const rendered = await stackObjects(name, settings);
        return { objects: rendered.map(({ object }) => object), unreadable: [] };
    } catch (error) {
        return {
            objects: [],
            unreadable: [{ what: "objects as the configuration asks for them", why: (error as Error).message }],
        };
    }
}
