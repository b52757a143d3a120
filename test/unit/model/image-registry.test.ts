import assert from "node:assert/strict";
import { pullPolicy, scanFindingsCommand } from "../../../components/model/ecr-pull-policy";
import { cacheUpstream, registryProblems } from "../../../components/model/image-registry";
import { type Problem, problemText } from "../../../components/model/problem";

const digest = `sha256:${"0a".repeat(32)}`;
const said = (problems: Problem[]) => problems.map((problem) => problemText("x", problem));

describe("ECR registry", () => {
    it("calls Docker Hub by another name than the images' users", () => {
        assert.equal(cacheUpstream("docker.io"), "registry-1.docker.io");
        assert.equal(cacheUpstream("quay.io"), "quay.io");
    });

    it("caches the registries that AWS lists, some only with an account there", () => {
        assert.deepEqual(said(registryProblems({ caches: { "quay.io": {} } })), []);
        assert.match(
            said(registryProblems({ caches: { "docker.io": {} } })).join(),
            /docker\.io\.credentialArn is not set/,
        );
        assert.deepEqual(said(registryProblems({ caches: { "docker.io": { existing: true } } })), []);
        assert.match(
            said(registryProblems({ caches: { "example.com": {} } })).join(),
            /registries that ECR caches are docker/,
        );
    });

    it("takes only secrets that are named as ECR wants them", () => {
        const caches = { "ghcr.io": { credentialArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ghcr" } };
        assert.match(said(registryProblems({ caches })).join(), /begins with "ecr-pullthroughcache\/"/);
    });
});

describe("repository policy", () => {
    it("lets other accounts pull, in the repository's partition, and no more", () => {
        const policy = pullPolicy("arn:aws-cn:ecr:cn-north-1:123456789012:repository/a", ["210987654321"]);
        const [statement] = JSON.parse(policy).Statement;
        assert.deepEqual(statement.Principal, { AWS: ["arn:aws-cn:iam::210987654321:root"] });
        assert.ok(!statement.Action.some((action: string) => /Put|Upload|Delete|\*/.test(action)));
    });
});

describe("findings of a scan", () => {
    it("are listed by the image's digest", () => {
        const found = { registryId: "123456789012", region: "eu-central-1", repository: "mcp/prod/demo", digest };
        assert.match(
            scanFindingsCommand(found),
            /--repository-name mcp\/prod\/demo --image-id imageDigest=sha256:0a0a/,
        );
    });
});
