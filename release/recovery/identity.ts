import { providerType, type StateResource } from "./state";

/** What only AWS can tell the id of. */
export type LookUp =
    | { of: "secret"; name: string; region?: string }
    | { of: "podIdentityAssociation"; cluster: string; namespace: string; serviceAccount: string; region?: string };

/** How a resource is found again whose creation nobody heard the end of. */
export type Identity =
    /** By the id that `pulumi import` takes for its type; whether it exists, the provider says when it is read. */
    | { by: "id"; id: string }
    | { by: "lookUp"; what: LookUp }
    /** Not at all, and that does no harm. */
    | { by: "nothing"; because: string }
    /** Not by us. */
    | { by: "unknown"; because: string };

type Inputs = Record<string, unknown>;

/** A name that AWS is asked by. Providers fill in the names that they make up before the creation is written down. */
class Missing extends Error {}

function text(inputs: Inputs, key: string): string {
    const value = inputs[key];
    // Secret values are objects in the state, and unknown to us.
    if (typeof value !== "string" || value === "") throw new Missing(key);
    return value;
}

const optionalText = (inputs: Inputs, key: string) => (typeof inputs[key] === "string" ? inputs[key] : undefined);

const id = (...keys: string[]) => {
    return (inputs: Inputs): Identity => ({ by: "id", id: keys.map((key) => text(inputs, key)).join(":") });
};

const nothing = (because: string) => (): Identity => ({ by: "nothing", because });

const builtAgain = nothing("the update builds and pushes it again, to the same digest where layers are cached");
const copiedAgain = nothing("the update copies it again");
const madeUpAgain = nothing("nobody has used the value yet, and the update makes up another one");

/** By type; every resource of a cloud that the components make has its rule here. */
const rules: Record<string, (inputs: Inputs) => Identity> = {
    "aws:ecr/repository:Repository": id("name"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": id("repository"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": id("repository"),
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": id("ecrRepositoryPrefix"),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": nothing(
        "an account always has one, and the update writes it again",
    ),
    "aws:iam/role:Role": id("name"),
    "aws:iam/rolePolicy:RolePolicy": id("role", "name"),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": (inputs) => ({
        by: "lookUp",
        what: {
            of: "podIdentityAssociation",
            cluster: text(inputs, "clusterName"),
            namespace: text(inputs, "namespace"),
            serviceAccount: text(inputs, "serviceAccount"),
            region: optionalText(inputs, "region"),
        },
    }),
    // Its ARN ends with characters that AWS chooses.
    "aws:secretsmanager/secret:Secret": (inputs) => ({
        by: "lookUp",
        what: { of: "secret", name: text(inputs, "name"), region: optionalText(inputs, "region") },
    }),
    "aws:secretsmanager/secretVersion:SecretVersion": nothing(
        "the update writes the value again, and Secrets Manager removes versions that nothing names",
    ),
    "docker:index/image:Image": builtAgain,
    "docker:index/registryImage:RegistryImage": copiedAgain,
    "docker:index/remoteImage:RemoteImage": copiedAgain,
    "docker:index/tag:Tag": copiedAgain,
    "random:index/randomPassword:RandomPassword": madeUpAgain,
};

/** How to find the resource of an interrupted creation. */
export function identity({ type, custom, inputs = {} }: StateResource): Identity {
    if (!custom || type.startsWith(providerType)) return { by: "nothing", because: "it is in the state only" };
    const rule = type.startsWith("kubernetes:") ? kubernetesObject : rules[type];
    if (rule === undefined) return { by: "unknown", because: `it is not known here how a ${type} is found again` };
    try {
        return rule(inputs);
    } catch (error) {
        if (!(error instanceof Missing)) throw error;
        return { by: "unknown", because: `its ${error.message} is secret or was not written down` };
    }
}

/** `namespace/name`, or the name alone of what is in no namespace; providers fill in both. */
function kubernetesObject({ metadata }: Inputs): Identity {
    if (typeof metadata !== "object" || metadata === null) throw new Missing("metadata");
    const given = metadata as Inputs;
    const namespace = optionalText(given, "namespace");
    const name = text(given, "name");
    return { by: "id", id: namespace ? `${namespace}/${name}` : name };
}
