import { type Cause, type Fix, putBack, run, setKey } from "../cause";
import { currentPods, type Evidence, eventMessages } from "../evidence";

const waitingReasons = [
    "ImagePullBackOff",
    "ErrImagePull",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
];

/** An image that the nodes cannot get: not there, no credentials, another architecture, no way to the registry. */
export function imagePull(evidence: Evidence): Cause[] {
    const stuck = currentPods(evidence).flatMap(({ metadata, spec, status }) =>
        (status?.containerStatuses ?? []).flatMap(({ name, state }) =>
            waitingReasons.includes(state?.waiting?.reason ?? "")
                ? [
                      {
                          pod: metadata.name,
                          image: spec.containers.find((one) => one.name === name)?.image ?? "",
                          waiting: state?.waiting,
                      },
                  ]
                : [],
        ),
    );
    const [first] = stuck;
    if (first === undefined) return [];
    // The waiting message alternates between the reason and "Back-off pulling image".
    const events = eventMessages(evidence, "Failed", "Pod").filter(({ message }) => message.includes("pull"));
    const messages = [first.waiting?.message ?? "", ...events.map(({ message }) => message)];
    const rule = rules.find(({ pattern }) => messages.some((message) => pattern.test(message)));
    const found = messages.find((message) => rule?.pattern.test(message)) ?? messages.find(Boolean) ?? "";
    return [
        {
            id: "image-pull",
            title: `ImagePullBackOff: ${rule?.title ?? "the nodes cannot pull the image"}`,
            where: `pod ${first.pod}`,
            found,
            why: `${rule?.why ?? "the registry's answer is above"}${changed(evidence, first.image)}`,
            fixes: [
                ...(rule?.fixes(evidence, first.image) ?? []),
                ...(changed(evidence, first.image) ? [putBack(evidence.stack, "the image")] : []),
                run(`kubectl describe pod ${first.pod} -n ${evidence.namespace}`, "read what the node was answered"),
            ],
            explains: ["rollout", "service", "route-answer", "autoscaler"],
        },
    ];
}

/** Another repository than the configuration's: somebody has set the image by hand. */
function changed({ expected }: Evidence, image: string): string {
    const repository = (name: string | undefined) => name?.replace(/@.*$/, "").replace(/:[^:/]+$/, "");
    const asked = repository(expected.objects.deployment?.spec.template.spec.containers[0]?.image);
    // What stands for the account in a rendered object is zeros.
    if (asked === undefined || asked.includes("000000000000") || asked === repository(image)) return "";
    return `; the Deployment was changed by hand, the configuration says ${asked}`;
}

interface Rule {
    pattern: RegExp;
    title: string;
    why: string;
    fixes(evidence: Evidence, image: string): Fix[];
}

const sourceKey = ({ expected }: Evidence) => (expected.code ? "code.runtime" : "prebuilt");

const rules: Rule[] = [
    {
        pattern: /no match for platform|image operating system .* cannot be used|exec format error/i,
        title: "the image is for another architecture than the nodes",
        why: "the registry has the image, but no variant for the nodes' processor",
        fixes: () => [
            {
                text: "build for the nodes",
                config: { key: "mcp-eks:platform.images.platform", value: "linux/arm64   # or linux/amd64" },
            },
            run("kubectl get nodes -L kubernetes.io/arch", "what the nodes are"),
        ],
    },
    {
        pattern:
            /\b401\b|\b403\b|unauthorized|forbidden|no basic auth credentials|authorization failed|denied|authentication required/i,
        title: "the registry asks for credentials",
        why: "the registry refuses the nodes: they have no credentials for it, or their role may not read it",
        fixes: ({ server }) => [
            setKey(
                server,
                "pull.secrets",
                "[<secret>]",
                "name a Secret of type kubernetes.io/dockerconfigjson of the namespace",
            ),
            {
                text: "for ECR the nodes' role needs AmazonEC2ContainerRegistryPullOnly; of another account, images.pullAccounts there",
            },
        ],
    },
    {
        pattern: /not found|manifest unknown|does not exist|repository name not known/i,
        title: "the image is not in the registry",
        why: "the registry knows no such repository, tag or digest",
        fixes: (evidence, image) => [
            run(`docker manifest inspect ${image}`, "see whether it is there"),
            setKey(
                evidence.server,
                `${sourceKey(evidence)}.image`,
                "<image>@sha256:<digest>",
                "of an image of others: name one that is there",
            ),
            run(`npm run release -- up ${evidence.stack}`, "of an image of your own: build and push it again"),
        ],
    },
    {
        pattern: /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|x509|deadline exceeded/i,
        title: "the nodes do not reach the registry",
        why: "name resolution, network or certificate between node and registry",
        fixes: () => [
            {
                text: "let the nodes out to it (NAT, VPC endpoints ecr.api, ecr.dkr and s3), or copy the image to ECR: prebuilt.via: copy",
            },
        ],
    },
    {
        pattern: /ErrImageNeverPull|never pull|is not present with pull policy of Never/i,
        title: "nobody may pull it",
        why: "the pull policy is Never and the node does not have the image",
        fixes: ({ server }) => [setKey(server, "pull.policy", "IfNotPresent", "let the nodes pull")],
    },
];
