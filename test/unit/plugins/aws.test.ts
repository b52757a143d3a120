import assert from "node:assert/strict";
import { parseConfig } from "../../../local/plugins/aws/config";
import { awsProvider } from "../../../local/plugins/aws/provider";
import { type Properties, UNKNOWN } from "../../../local/plugins/shared";
import { ProviderClient } from "./support/provider-client";

const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const ROLE = "aws:iam/role:Role";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] };

/** Behaviour of the official plugin: pulumi-aws, provider/{resources,tags}.go, over terraform-provider-aws's schemas. */
describe("stand-in for the aws plugin", () => {
    let client: ProviderClient;
    before(async () => {
        client = await ProviderClient.connect(awsProvider());
        await client.configure({ region: "eu-central-1", defaultTags: '{"tags":{"team":"mcp"}}' });
    });
    after(() => client.close());

    const checked = async (type: string, inputs: Properties, old: Properties = {}, seed = "1") => {
        const { inputs: result, failures } = await client.check(type, inputs, old, "it", seed);
        assert.deepEqual(failures, []);
        return result;
    };

    it("makes up names that the program leaves out, keeps them, and says so in __defaults", async () => {
        const first = await checked(ROLE, { assumeRolePolicy: "{}" });
        assert.match(String(first.name), /^it-[0-9a-f]{7}$/);
        assert.deepEqual(first.__defaults, ["name"]);
        assert.equal((await checked(ROLE, { assumeRolePolicy: "{}" }, first, "2")).name, first.name);
        assert.notEqual((await checked(ROLE, { assumeRolePolicy: "{}" }, {}, "2")).name, first.name);
    });

    it("keeps a made-up name within what AWS takes", async () => {
        const { inputs } = await client.check(ROLE, { assumeRolePolicy: "{}" }, {}, "long-".repeat(30));
        assert.equal(String(inputs.name).length, 64);
    });

    it("adds the provider's default tags to tagsAll, the resource's own above them", async () => {
        const { tags, tagsAll } = await checked(REPOSITORY, { tags: { team: "own", a: "b" } });
        assert.deepEqual(
            [tags, tagsAll],
            [
                { team: "own", a: "b" },
                { team: "own", a: "b" },
            ],
        );
        assert.deepEqual((await checked(REPOSITORY, {})).tagsAll, { team: "mcp" });
        assert.equal((await checked(REPOSITORY, { tags: { a: UNKNOWN } })).tagsAll, UNKNOWN);
    });

    it("keeps a document that is given as an object as JSON", async () => {
        const { assumeRolePolicy } = await checked(ROLE, { assumeRolePolicy: trust });
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), trust);
        const unknown = { ...trust, Statement: [{ Principal: { Federated: UNKNOWN } }] };
        assert.equal((await checked(ROLE, { assumeRolePolicy: unknown })).assumeRolePolicy, UNKNOWN);
    });

    const diffs: [string, string, Properties, Properties, Record<string, string>, { before?: boolean }][] = [
        [
            "replaces a repository of another name",
            REPOSITORY,
            { name: "a" },
            { name: "b" },
            { name: "UPDATE_REPLACE" },
            {},
        ],
        [
            "replaces a repository that is encrypted otherwise, the old one first as both have one name",
            REPOSITORY,
            { name: "a", encryptionConfigurations: [{ encryptionType: "AES256" }] },
            { name: "a", encryptionConfigurations: [{ encryptionType: "KMS" }] },
            { "encryptionConfigurations[0].encryptionType": "UPDATE_REPLACE" },
            { before: true },
        ],
        [
            "updates tag mutability",
            REPOSITORY,
            { name: "a" },
            { name: "a", imageTagMutability: "IMMUTABLE" },
            { imageTagMutability: "UPDATE" },
            {},
        ],
        [
            "sees no change in a default written down",
            REPOSITORY,
            { name: "a" },
            { name: "a", imageTagMutability: "MUTABLE", forceDelete: false },
            {},
            {},
        ],
        [
            "replaces a lifecycle policy, the old one first as a repository has one",
            LIFECYCLE,
            { repository: "a", policy: '{"rules":[{"rulePriority":1}]}' },
            { repository: "a", policy: '{"rules":[{"rulePriority":2}]}' },
            { policy: "UPDATE_REPLACE" },
            { before: true },
        ],
        [
            "sees no change in a policy written otherwise",
            ROLE,
            { name: "a", assumeRolePolicy: JSON.stringify(trust) },
            {
                name: "a",
                assumeRolePolicy: JSON.stringify({ Statement: trust.Statement[0], Version: trust.Version }, null, 2),
            },
            {},
            {},
        ],
        [
            "updates a trust policy",
            ROLE,
            { name: "a", assumeRolePolicy: "{}" },
            { name: "a", assumeRolePolicy: JSON.stringify(trust) },
            { assumeRolePolicy: "UPDATE" },
            {},
        ],
        [
            "replaces a role of another path",
            ROLE,
            { name: "a", path: "/" },
            { name: "a", path: "/x/" },
            { path: "UPDATE_REPLACE" },
            { before: true },
        ],
        ["replaces a secret of another name", SECRET, { name: "a" }, { name: "b" }, { name: "UPDATE_REPLACE" }, {}],
        [
            "updates a secret's description",
            SECRET,
            { name: "a" },
            { name: "a", description: "x" },
            { description: "UPDATE" },
            {},
        ],
        [
            "replaces a version by a new value, the new one first",
            VERSION,
            { secretId: "a", secretString: "1" },
            { secretId: "a", secretString: "2" },
            { secretString: "UPDATE_REPLACE" },
            {},
        ],
    ];
    for (const [what, type, before, after, detailed, order] of diffs) {
        it(what, async () => {
            const found = await client.diff(type, "id", before, after);
            assert.deepEqual(found.detailed, detailed);
            assert.equal(found.deleteBeforeReplace, order.before === true);
        });
    }

    it("lets a new repository of a made-up name come before the old one goes", async () => {
        const old = await checked(REPOSITORY, { encryptionConfigurations: [{ encryptionType: "KMS" }] });
        const now = await checked(REPOSITORY, { encryptionConfigurations: [{ encryptionType: "AES256" }] }, old);
        const { replaces, deleteBeforeReplace } = await client.diff(REPOSITORY, "id", old, now);
        assert.deepEqual([replaces.length > 0, deleteBeforeReplace], [true, false]);
    });

    const refusals: [string, string, Properties, RegExp][] = [
        [
            "a recovery window that AWS does not have",
            SECRET,
            { recoveryWindowInDays: 3 },
            /recoveryWindowInDays is 3; it must be 0, or 7 to 30/,
        ],
        [
            "text and bytes for one value",
            VERSION,
            { secretId: "a", secretString: "x", secretBinary: "eA==" },
            /conflicts/,
        ],
        ["a policy that is no JSON", ROLE, { assumeRolePolicy: "nonsense" }, /invalid JSON policy/],
        [
            "policies inside the role",
            ROLE,
            { assumeRolePolicy: "{}", inlinePolicies: [] },
            /does not implement "inlinePolicies"/,
        ],
        ["a type that it has not", "aws:s3/bucket:Bucket", {}, /does not implement this type/],
    ];
    for (const [what, type, inputs, message] of refusals) {
        it(`refuses ${what}`, async () => {
            const failures = await client.check(type, inputs).then(
                (result) => result.failures.map(({ reason }) => reason).join("\n"),
                (error: Error) => error.message,
            );
            assert.match(failures, message);
        });
    }

    it("refuses functions and provider settings that it does not implement", async () => {
        await assert.rejects(client.invoke("aws:ec2/getVpc:getVpc", {}), /does not implement this function/);
        const { failures } = await client.checkConfig({ region: "eu-central-1", assumeRoles: "[]" });
        assert.match(String(failures[0]?.reason), /does not implement "assumeRoles"/);
    });

    it("takes region and endpoints from its configuration, the region else from the environment", () => {
        const config = parseConfig({
            region: "eu-west-1",
            endpoints: [{ ecr: "http://e" }, { iam: "http://i", s3: "x" }],
        });
        assert.deepEqual([config.client.region, config.endpoints], ["eu-west-1", { ecr: "http://e", iam: "http://i" }]);
        assert.equal(parseConfig({}, { AWS_DEFAULT_REGION: "us-east-2" }).client.region, "us-east-2");
        assert.throws(() => parseConfig({}, {}), /set `aws:region`/);
        assert.throws(() => parseConfig({ region: "a", accessKey: "k" }), /go together/);
    });
});
