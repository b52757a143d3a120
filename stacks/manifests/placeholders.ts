import { repositoryName } from "../../components/model/names";
import { emptyRecord, type ReleaseRecord } from "../release-record";

/** Stand for what only AWS and the image's registry can tell: zeros, so that nobody takes them for real. */
const account = "0".repeat(12);
const digest = `sha256:${"0".repeat(64)}`;

/** What the stack says of where it runs. */
export interface Place {
    region: string;
    cluster: string;
    servers: string[];
    /** Stack that images are promoted from; undefined where they are built. */
    promotedFrom?: string;
}

type Properties = Record<string, unknown>;

/** Outputs of the resources that Kubernetes objects are made from, by type. */
const outputs: Record<string, (name: string, inputs: Properties, place: Place) => Properties> = {
    "aws:ecr/repository:Repository": (_name, inputs, { region }) => ({
        registryId: account,
        arn: `arn:aws:ecr:${region}:${account}:repository/${inputs.name}`,
        repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${inputs.name}`,
        region,
    }),
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": (_name, _inputs, { region }) => ({
        registryId: account,
        region,
    }),
    "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::${account}:role/${name}` }),
    "aws:secretsmanager/secret:Secret": (_name, inputs, { region }) => ({
        arn: `arn:aws:secretsmanager:${region}:${account}:secret:${inputs.name}-000000`,
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": () => ({ versionId: "0".repeat(32) }),
    "docker:index/image:Image": (_name, { imageName }) => ({
        repoDigest: `${String(imageName).replace(/:[^:/]+$/, "")}@${digest}`,
    }),
    "docker:index/remoteImage:RemoteImage": () => ({ imageId: digest, repoDigest: digest }),
    "docker:index/registryImage:RegistryImage": () => ({ sha256Digest: digest }),
    "random:index/randomPassword:RandomPassword": () => ({ result: "" }),
};

/** Answers to the functions that the program calls, by token. */
const answers: Record<string, (place: Place, args: Properties) => Properties> = {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({ userName: "AWS", password: "" }),
    "aws:ecr/getPullThroughCacheRule:getPullThroughCacheRule": ({ region }) => ({ registryId: account, region }),
    "aws:eks/getCluster:getCluster": ({ region, cluster }) => ({
        arn: `arn:aws:eks:${region}:${account}:cluster/${cluster}`,
        endpoint: "https://cluster.invalid",
        certificateAuthorities: [{ data: "" }],
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${"0".repeat(32)}` }] }],
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: account }),
    "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
    "aws:index/getRegion:getRegion": ({ region }) => ({ region, name: region, id: region }),
    "docker:index/getRegistryImage:getRegistryImage": () => ({ sha256Digest: digest }),
    "pulumi:pulumi:readStackOutputs": (place) => ({ outputs: { record: promotedRecord(place) } }),
};

/** As if every server's image had been promoted. */
function promotedRecord({ region, servers, promotedFrom }: Place): ReleaseRecord {
    if (promotedFrom === undefined) return emptyRecord;
    const image = (server: string) =>
        `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName(promotedFrom, server)}@${digest}`;
    const pins = servers.map((server) => [server, { image: image(server), at: "", from: promotedFrom }]);
    return { ...emptyRecord, pins: Object.fromEntries(pins) };
}

/** State of a resource once it were there; inputs are their own outputs. */
export function placeholderState(type: string, name: string, inputs: Properties, place: Place): Properties {
    return { ...inputs, ...outputs[type]?.(name, inputs, place) };
}

export function placeholderAnswer(token: string, args: Properties, place: Place): Properties {
    const answer = answers[token];
    if (answer === undefined) {
        throw new Error(
            `the program calls ${token}, which has no placeholder; add one to stacks/manifests/placeholders.ts`,
        );
    }
    return answer(place, args);
}
