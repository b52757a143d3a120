import assert from "node:assert/strict";
import { type Block, image, platform, problemsOf } from "./raw-config";

const server = (fields: Block) => ({ servers: { demo: { image, ...fields } } });
const onPlatform = (fields: Block) => ({ platform: { ...platform, ...fields } });
const secret = (fields: Block) => server({ secrets: { KEY: fields } });
const infisical = { projectSlug: "tools", environmentSlug: "prod" };
const permissions = [{ actions: ["s3:ListAllMyBuckets"], resources: ["*"] }];

/** A bad configuration, and the whole of what is said about it. */
const bad: [title: string, change: Parameters<typeof problemsOf>[0], said: RegExp][] = [
    [
        "an existing secret that is generated as well",
        secret({ generate: {}, existing: { name: "prod/x" } }),
        /^server "demo": secrets\.KEY is "generated and existing"; choose one of the two$/,
    ],
    [
        "an existing secret without a name",
        secret({ existing: { property: "password" } }),
        /^server "demo": secrets\.KEY\.existing\.name is not set; an existing secret is named by/,
    ],
    [
        "an existing secret by name and ARN",
        secret({ existing: { name: "a", arn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf" } }),
        /^server "demo": secrets\.KEY\.existing\.arn is .*; name is given as well/,
    ],
    [
        "a name of a secret with a space",
        secret({ existing: { name: "prod x" } }),
        /^server "demo": secrets\.KEY\.existing\.name is "prod x"; a name is letters/,
    ],
    [
        "an ARN of another service",
        secret({ existing: { arn: "arn:aws:s3:::bucket" } }),
        /^server "demo": secrets\.KEY\.existing\.arn is "arn:aws:s3:::bucket"; an ARN is "arn:aws:secretsmanager/,
    ],
    [
        "a version that is no stage and no id",
        secret({ existing: { name: "a", version: "3" } }),
        /^server "demo": secrets\.KEY\.existing\.version is "3"; a version is a stage/,
    ],
    [
        "a template of a secret that is not there",
        secret({ template: "x={{ .OTHER }}" }),
        /^server "demo": secrets\.KEY\.template is "\{\{ \.OTHER \}\}"; the server's secrets are KEY$/,
    ],
    [
        "special characters that are not asked for",
        secret({ generate: { specialCharacters: "-_" } }),
        /^server "demo": secrets\.KEY\.generate\.specialCharacters is "-_"; it is punctuation .* special: true$/,
    ],
    [
        "a file of a secret among the system's own",
        secret({ generate: {}, file: { path: "/etc/token" } }),
        /^server "demo": secrets\.KEY\.file\.path is "\/etc\/token"; a file is named in full, in a folder/,
    ],
    [
        "a file of a secret that can be written",
        secret({ generate: {}, file: { path: "/etc/demo/token", mode: "0600" } }),
        /^server "demo": secrets\.KEY\.file\.mode is "0600"; permissions are octal/,
    ],
    [
        "two secrets in one file",
        server({
            secrets: {
                A: { generate: {}, file: { path: "/etc/demo/a" } },
                B: { generate: {}, file: { path: "/etc/demo/a" } },
            },
        }),
        /^server "demo": secrets\.B\.file\.path is "\/etc\/demo\/a"; the secret A is this file/,
    ],
    [
        "a bundle with a prefix that no variable has",
        server({ secretBundles: [{ name: "prod/all", prefix: "1_" }] }),
        /^server "demo": secretBundles\[0\]\.prefix is "1_"; a prefix is letters/,
    ],
    [
        "a creation policy that makes no Secret",
        onPlatform({ secretStore: { creationPolicy: "None" } }),
        /^mcp-eks:platform: secretStore\.creationPolicy is "None"; it is "Owner" or "Orphan" or "Merge"$/,
    ],
    [
        "a deletion policy that there is not",
        onPlatform({ secretStore: { deletionPolicy: "Keep" } }),
        /^mcp-eks:platform: secretStore\.deletionPolicy is "Keep"; it is "Retain" or "Delete" or "Merge"$/,
    ],
    [
        "Infisical without an environment",
        server({ infisical: { projectSlug: "tools" } }),
        /^server "demo": infisical\.environmentSlug is not set; a slug is/,
    ],
    [
        "Infisical by an unknown kind",
        server({ infisical: { ...infisical, kind: "agent" } }),
        /^server "demo": infisical\.kind is "agent"; kinds are externalSecret and infisicalSecret$/,
    ],
    [
        "a folder of Infisical that is no path",
        server({ infisical: { ...infisical, secretsPath: "tools/" } }),
        /^server "demo": infisical\.secretsPath is "tools\/"; a folder begins with/,
    ],
    [
        "an instance of Infisical without a scheme",
        onPlatform({ infisical: { hostApi: "infisical.example.com" } }),
        /^mcp-eks:platform: infisical\.hostApi is "infisical\.example\.com"; it is the URL of the API/,
    ],
    [
        "an interval of Infisical without a unit",
        onPlatform({ infisical: { refreshInterval: "30" } }),
        /^mcp-eks:platform: infisical\.refreshInterval is "30"; a duration is/,
    ],
    [
        "an identity of an unknown kind",
        onPlatform({ identity: { kind: "kiam" } }),
        /^mcp-eks:platform: identity\.kind is "kiam"; kinds are irsa and podIdentity$/,
    ],
    [
        "a boundary that is a name",
        server({ identity: { permissionsBoundary: "mcp-boundary" } }),
        /^server "demo": identity\.permissionsBoundary is "mcp-boundary"; a boundary is the ARN/,
    ],
    [
        "a path of roles without its slashes",
        server({ identity: { rolePath: "mcp" } }),
        /^server "demo": identity\.rolePath is "mcp"; a path begins and ends with/,
    ],
    [
        "a tag of AWS's own",
        server({ identity: { tags: { "aws:team": "search" } } }),
        /^server "demo": identity\.tags\.aws:team is "search"; a tag is/,
    ],
    [
        "everything of a kind without a reason",
        server({ permissions }),
        /^server "demo": permissions\[0\]\.resources\[0\] is "\*"; .* needs a wildcardReason$/,
    ],
    [
        "a reason of one word",
        server({ permissions: [{ ...permissions[0], wildcardReason: "because-it-must" }] }),
        /^server "demo": permissions\[0\]\.wildcardReason is "because-it-must"; a reason is a few words/,
    ],
    [
        "a reason that nothing needs",
        server({
            permissions: [
                { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a"], wildcardReason: "it was so before" },
            ],
        }),
        /^server "demo": permissions\[0\]\.wildcardReason is "it was so before"; no wildcard is left/,
    ],
];

describe("configuration of secrets and identity", () => {
    for (const [title, change, said] of bad) {
        it(`refuses ${title}`, () => {
            const problems = problemsOf(change);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0] ?? "", said);
        });
    }

    it("takes secrets from every source, whole ones, Infisical, and wildcards with a reason", () => {
        const change = server({
            secrets: {
                GIVEN: { fromConfig: "token" },
                MADE: { generate: { length: 20, special: true, version: "2" } },
                THERE: { existing: { name: "prod/db", property: "password", version: "AWSPREVIOUS" } },
                URL: { template: "postgres://app:{{ .THERE }}@db/app", file: { path: "/etc/demo/url", mode: "0400" } },
            },
            secretBundles: [{ name: "prod/all", prefix: "ALL_" }],
            infisical: { secretsPath: "/demo", variables: { API_KEY: "api-key" } },
            permissions: [{ ...permissions[0], wildcardReason: "listing buckets knows no resource" }],
            identity: { kind: "podIdentity", tags: { team: "search" } },
            rollOnSecretChange: false,
        });
        assert.deepEqual(problemsOf({ ...change, ...onPlatform({ infisical }) }), []);
    });
});
