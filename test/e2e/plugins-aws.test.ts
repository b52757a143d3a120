import assert from "node:assert/strict";
import { ECR } from "@aws-sdk/client-ecr";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { awsAccountId, awsRegion } from "../../local/addresses";
import { awsClientConfig } from "../../local/aws";
import { awsProvider } from "../../local/plugins/aws/provider";
import type { Properties } from "../../local/plugins/shared";
import { ProviderClient } from "../unit/plugins/support/provider-client";

const type = (service: string, name: string) =>
    `aws:${service}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const trust = (service: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
    });
const document = (action: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const lifecycle = (count: number) =>
    JSON.stringify({
        rules: [
            {
                rulePriority: 1,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: count },
                action: { type: "expire" },
            },
        ],
    });

/** Against the emulator. What the official plugin does: terraform-provider-aws, internal/service. */
describe("stand-in for the aws plugin, with AWS", function () {
    this.timeout(900_000);
    let client: ProviderClient;
    /** What tests made, to be deleted in reverse. */
    const made: { type: string; id: string; inputs: Properties; outputs: Properties }[] = [];
    const secretsManager = new SecretsManager(awsClientConfig);

    before(async () => {
        client = await ProviderClient.connect(awsProvider());
        await client.configure({ region: awsRegion });
    });
    afterEach(async () => {
        for (const resource of made.splice(0).reverse()) {
            await client.delete(resource.type, resource.id, resource.inputs, resource.outputs);
        }
    });
    after(() => client.close());

    async function create(kind: string, given: Properties) {
        const { inputs, failures } = await client.check(kind, given, {}, "plugins-aws-test", String(Math.random()));
        assert.deepEqual(failures, []);
        const resource = { type: kind, inputs, ...(await client.create(kind, inputs)) };
        made.push(resource);
        return resource;
    }

    async function update(resource: (typeof made)[number], change: Properties): Promise<Properties> {
        const { inputs } = await client.check(resource.type, { ...resource.inputs, ...change }, resource.inputs);
        return client.update(resource.type, resource.id, resource, inputs);
    }

    const repository = (more: Properties = {}) => create(type("ecr", "Repository"), { forceDelete: true, ...more });
    const role = () => create(type("iam", "Role"), { assumeRolePolicy: trust("ec2.amazonaws.com") });
    const secret = (more: Properties = {}) =>
        create(type("secretsmanager", "Secret"), { recoveryWindowInDays: 0, ...more });

    it("makes a repository, updates it, and finds what changed behind its back", async () => {
        const made = await repository({ tags: { a: "1" }, imageScanningConfiguration: { scanOnPush: true } });
        assert.equal(made.id, made.inputs.name);
        assert.equal(made.outputs.registryId, awsAccountId);
        assert.match(
            String(made.outputs.repositoryUrl),
            new RegExp(`^${awsAccountId}.dkr.ecr.${awsRegion}.*/${made.id}$`),
        );
        const updated = await update(made, { imageTagMutability: "IMMUTABLE", tags: { b: "2" } });
        assert.deepEqual([updated.imageTagMutability, updated.tagsAll], ["IMMUTABLE", { b: "2" }]);
        await new ECR(awsClientConfig).putImageScanningConfiguration({
            repositoryName: made.id,
            imageScanningConfiguration: { scanOnPush: false },
        });
        const { inputs } = await client.read(made.type, made.id, made.inputs, made.outputs);
        assert.deepEqual([inputs.imageScanningConfiguration, inputs.forceDelete], [{ scanOnPush: false }, true]);
    });

    it("reads inputs for an import, and an empty id for what is not there", async () => {
        const { id, type: kind } = await repository({ imageTagMutability: "IMMUTABLE" });
        const { inputs } = await client.read(kind, id);
        assert.deepEqual([inputs.name, inputs.imageTagMutability], [id, "IMMUTABLE"]);
        assert.equal((await client.read(kind, "no-such-repository", {})).id, "");
    });

    it("keeps the spelling of documents, as AWS gives them back in its own", async () => {
        const { id } = await repository();
        const spelled = lifecycle(30).replace("{", "{ ");
        const policy = await create(type("ecr", "LifecyclePolicy"), { repository: id, policy: spelled });
        assert.equal(policy.outputs.policy, spelled);
        const { inputs } = await client.read(policy.type, policy.id, policy.inputs, policy.outputs);
        assert.equal(inputs.policy, spelled);
    });

    it("makes a role with permissions, written in and attached, and takes all away again", async () => {
        const parent = await role();
        const inline = await create(type("iam", "RolePolicy"), { role: parent.id, policy: document("s3:GetObject") });
        const policy = await create(type("iam", "Policy"), { policy: document("s3:ListBucket") });
        const attached = await create(type("iam", "RolePolicyAttachment"), { role: parent.id, policyArn: policy.id });
        assert.equal(inline.id, `${parent.id}:${inline.inputs.name}`);
        assert.equal(parent.outputs.arn, `arn:aws:iam::${awsAccountId}:role/${parent.id}`);
        assert.equal((await update(inline, { policy: document("s3:*") })).policy, document("s3:*"));
        for (let version = 0; version < 6; version++) await update(policy, { policy: document(`s3:Put${version}`) });
        const updated = await update(parent, { description: "new", assumeRolePolicy: trust("eks.amazonaws.com") });
        assert.deepEqual([updated.description, updated.assumeRolePolicy], ["new", trust("eks.amazonaws.com")]);
        await client.delete(attached.type, attached.id, attached.inputs, attached.outputs);
        assert.equal((await client.read(attached.type, attached.id, attached.inputs)).id, "");
    });

    it("trusts an issuer, and finds it by its URL", async () => {
        const url = `https://plugins-aws-test.example/${Date.now()}`;
        const issuer = await create(type("iam", "OpenIdConnectProvider"), {
            url,
            clientIdLists: ["sts.amazonaws.com"],
        });
        assert.deepEqual([issuer.outputs.url, issuer.outputs.arn], [url, issuer.id]);
        // The emulator cannot add and remove audiences.
        const updated = await update(issuer, { thumbprintLists: ["a".repeat(40)], tags: { a: "1" } });
        assert.deepEqual([updated.thumbprintLists, updated.tagsAll], [["a".repeat(40)], { a: "1" }]);
        const found = await client.invoke("aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", { url });
        assert.equal(found.arn, issuer.id);
    });

    it("puts a secret's value, a new one above it, and leaves the current one when the old is deleted", async () => {
        const parent = await secret();
        const kind = type("secretsmanager", "SecretVersion");
        const first = await create(kind, { secretId: parent.id, secretString: "one" });
        assert.deepEqual(first.outputs.versionStages, ["AWSCURRENT"]);
        const second = await create(kind, { secretId: parent.id, secretString: "two" });
        await client.delete(kind, first.id, first.inputs, first.outputs);
        assert.equal((await secretsManager.getSecretValue({ SecretId: parent.id })).SecretString, "two");
        const read = await client.invoke("aws:secretsmanager/getSecretVersion:getSecretVersion", {
            secretId: parent.id,
        });
        assert.deepEqual([read.secretString, second.id], ["two", `${parent.id}|${read.versionId}`]);
    });

    it("deletes a secret for good at once with no recovery window, and else blocks its name", async () => {
        const name = `plugins-aws-test/${Date.now()}`;
        const [gone] = [await secret({ name }), made.pop()];
        await client.delete(gone.type, gone.id, gone.inputs, gone.outputs);
        const kept = await secret({ name, recoveryWindowInDays: 7 });
        made.pop();
        await client.delete(kept.type, kept.id, kept.inputs, kept.outputs);
        assert.equal(
            (await client.read(kept.type, kept.id, kept.inputs)).id,
            "",
            "one that waits is gone to the program",
        );
        try {
            await assert.rejects(client.create(kept.type, kept.inputs), /creating Secrets Manager Secret .*Exception/);
        } finally {
            await secretsManager.deleteSecret({ SecretId: kept.id, ForceDeleteWithoutRecovery: true });
        }
    });

    it("sets by what a registry scans, and at the end what AWS has by default", async () => {
        const ecr = new ECR(awsClientConfig);
        const rules = [
            { scanFrequency: "CONTINUOUS_SCAN", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] },
        ];
        const resource = await create(type("ecr", "RegistryScanningConfiguration"), { scanType: "ENHANCED", rules });
        assert.deepEqual([resource.id, resource.outputs.registryId], [awsAccountId, awsAccountId]);
        assert.equal((await ecr.getRegistryScanningConfiguration({})).scanningConfiguration?.scanType, "ENHANCED");
        const found = await client.read(resource.type, resource.id, resource.inputs, resource.outputs);
        assert.deepEqual(found.inputs, resource.inputs);
        await client.delete(resource.type, resource.id, resource.inputs, resource.outputs);
        assert.equal((await ecr.getRegistryScanningConfiguration({})).scanningConfiguration?.scanType, "BASIC");
    });

    it("deletes what is gone already without a complaint", async () => {
        const parent = await role();
        const inline = await create(type("iam", "RolePolicy"), { role: parent.id, policy: document("a:b") });
        for (const resource of [inline, parent, inline, parent]) {
            await client.delete(resource.type, resource.id, resource.inputs, resource.outputs);
        }
    });

    it("passes on what AWS says, with its name and what was being done", async () => {
        const inputs = { role: "no-such-role", name: "x", policy: document("a:b") };
        const creating = client.create(type("iam", "RolePolicy"), inputs);
        await assert.rejects(creating, /creating IAM Role Policy \(x\): NoSuchEntity/);
    });

    it("knows account, region, cluster and how to log in to ECR", async () => {
        const invoke = (name: string, args: Properties = {}) => client.invoke(name, args);
        assert.equal((await invoke("aws:index/getCallerIdentity:getCallerIdentity")).accountId, awsAccountId);
        assert.equal((await invoke("aws:index/getRegion:getRegion")).description, "Europe (Frankfurt)");
        const token = await invoke("aws:ecr/getAuthorizationToken:getAuthorizationToken");
        assert.equal(token.userName, "AWS");
        assert.equal(Buffer.from(String(token.authorizationToken), "base64").toString(), `AWS:${token.password}`);
        const cluster = await invoke("aws:eks/getCluster:getCluster", { name: "mcp-dev" });
        const [identity] = cluster.identities as { oidcs: { issuer: string }[] }[];
        assert.match(String(identity?.oidcs[0]?.issuer), /^https:\/\/oidc\.eks\./);
    });

    it("refuses to work in an account that the stack does not allow", async () => {
        const other = await ProviderClient.connect(awsProvider());
        const configuring = other.configure({ region: awsRegion, allowedAccountIds: '["999999999999"]' });
        await assert.rejects(configuring, /AWS account ID not allowed: 123456789012; allowed are 999999999999/);
        other.close();
    });
});
