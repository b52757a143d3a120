import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
    CreateBucketCommand,
    DeleteBucketCommand,
    DeleteObjectCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { nodeBaseImage } from "../../local/addresses";
import { awsClientConfig } from "../../local/aws";
import { nodeAddress } from "../../local/cluster/node-network";
import { repositoryDir } from "../../local/paths";
import { type AwsForPods, startAwsForPods } from "../support/aws-for-pods";
import { kubectl, objects } from "../support/kubectl";
import { callTool } from "../support/mcp";
import { startPodIdentityWebhook } from "../support/pod-identity-webhook";
import { connects } from "../support/pods";
import { type Redis, startRedis } from "../support/redis";
import { succeeded, TestStack } from "../support/stack";

const minutes = 60_000;
const bucket = "e2e-example-documents";
const document = "plans/2027.md";
const redisPort = 6379;
/** Until a check of redis has failed, or a client has connected again. */
const noticedSeconds = 30;

const image = (server: string) => ({
    context: join(repositoryDir, "servers"),
    dockerfile: `${server}/Dockerfile`,
    buildArgs: { BASE_IMAGE: nodeBaseImage },
    network: "host",
});

describe("the example servers", function () {
    this.timeout(5 * minutes);
    const s3 = new S3Client({ ...awsClientConfig, forcePathStyle: true });
    let stack: TestStack;
    let aws: AwsForPods;
    let redis: Redis;
    let stopWebhook: (() => Promise<void>) | undefined;
    let urls: { documents: string; notes: string };

    before("one server with a role in AWS, one with redis", async () => {
        stack = await TestStack.create("example-servers");
        aws = await startAwsForPods();
        redis = await startRedis(nodeAddress, redisPort);
        stopWebhook = await startPodIdentityWebhook(stack.namespace);
        await s3.send(
            new CreateBucketCommand({
                Bucket: bucket,
                CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
            }),
        );
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `public/${document}`, Body: "Ship it." }));
        const documents = {
            image: image("documents"),
            path: "/documents/mcp",
            permissions: [
                { actions: ["s3:GetObject"], resources: [`arn:aws:s3:::${bucket}/public/*`] },
                {
                    actions: ["s3:ListBucket"],
                    resources: [`arn:aws:s3:::${bucket}`],
                    conditions: { StringLike: { "s3:prefix": ["public/*"] } },
                },
            ],
            settings: { DOCUMENTS_BUCKET: bucket, DOCUMENTS_PREFIX: "public/", AWS_ENDPOINT_URL: aws.url },
            network: { egress: [{ cidr: `${aws.address}/32`, ports: [aws.port] }] },
        };
        const notes = {
            image: image("notes"),
            path: "/notes/mcp",
            replicas: 2,
            secrets: { REDIS_URL: { fromConfig: "notesRedisUrl" } },
            network: { publicHttps: false, egress: [{ cidr: `${nodeAddress}/32`, ports: [redisPort] }] },
        };
        stack.configure([["mcp-eks:servers"], { documents, notes }]);
        await stack.setSecret("notesRedisUrl", redis.url);
        succeeded(await stack.up());
        const { endpoints } = await stack.outputs<{ endpoints: Record<"documents" | "notes", { url: string }> }>();
        urls = { documents: endpoints.documents.url, notes: endpoints.notes.url };
    });

    after(async () => {
        try {
            await stack?.cleanUp();
        } finally {
            await stopWebhook?.();
            aws?.stop();
            await redis?.remove();
            await s3
                .send(new DeleteObjectCommand({ Bucket: bucket, Key: `public/${document}` }))
                .catch(() => undefined);
            await s3.send(new DeleteBucketCommand({ Bucket: bucket })).catch(() => undefined);
        }
    });

    const notesPods = async () =>
        (await objects("pods", "-n", stack.namespace, "-l", "app.kubernetes.io/name=notes-mcp"))
            .filter(({ metadata }) => !("deletionTimestamp" in metadata))
            .map(({ metadata, status }) => ({ name: metadata.name, origin: `http://${status?.podIP}:8000` }));

    describe("documents, with a role in AWS", () => {
        it("reads a document by the role that only its own ServiceAccount gets", async () => {
            assert.equal(await callTool(urls.documents, "list_documents", {}), `${document} (8 bytes)`);
            assert.equal(await callTool(urls.documents, "read_document", { name: document }), "Ship it.");
            const annotation = "jsonpath={.metadata.annotations.eks\\.amazonaws\\.com/role-arn}";
            const role = await kubectl(
                "get",
                "serviceaccount",
                "documents-mcp",
                "-n",
                stack.namespace,
                "-o",
                annotation,
            );
            const [, roleName] = role.split(":role/");

            const assumed = aws.calls.filter(({ what }) => what.startsWith("AssumeRoleWithWebIdentity"));
            const account = `system:serviceaccount:${stack.namespace}:documents-mcp`;
            assert.deepEqual([...new Set(assumed.map(({ what }) => what))], [`AssumeRoleWithWebIdentity ${account}`]);
            const others = aws.calls.filter((call) => !assumed.includes(call));
            assert.ok(others.some(({ what }) => what.startsWith(`GET /${bucket}/public/${document}`)));
            for (const { what, identity, status } of others) {
                assert.match(identity ?? "nobody", new RegExp(`^arn:aws:sts::\\d+:assumed-role/${roleName}/`), what);
                assert.equal(status, 200, what);
            }
        });

        it("tells clients what there is not, and stays below its prefix", async () => {
            const read = (name: string) => callTool(urls.documents, "read_document", { name });
            await assert.rejects(read("plans/2028.md"), /there is no document "plans\/2028.md"/);
            await assert.rejects(read("../private.md"), /is no name of a document/);
        });

        it("reaches AWS, and nothing else of its neighbourhood", async () => {
            const reaches = (port: number) => connects(stack.namespace, "deployment/documents-mcp", nodeAddress, port);
            assert.equal(await reaches(aws.port), true);
            assert.equal(await reaches(redisPort), false);
        });
    });

    describe("notes, with redis", () => {
        const list = (url: string) => callTool(url, "list_notes", {});

        it("knows in every pod what any of them was told", async () => {
            await callTool(urls.notes, "keep_note", { title: "plan", text: "Ship it" });
            const pods = await notesPods();
            assert.equal(pods.length, 2);
            for (const { origin } of pods) assert.equal(await list(`${origin}/notes/mcp`), "plan");
        });

        it("still knows it when its pods are others", async () => {
            const before = await notesPods();
            await kubectl("delete", "pods", "-n", stack.namespace, "-l", "app.kubernetes.io/name=notes-mcp");
            await kubectl("rollout", "status", "deployment/notes-mcp", "-n", stack.namespace, "--timeout=90s");
            const names = before.map(({ name }) => name);
            assert.ok((await notesPods()).every(({ name }) => !names.includes(name)));
            assert.equal(await callTool(urls.notes, "search_notes", { text: "SHIP" }), "plan: Ship it");
        });

        it("says so where redis is away, and goes on when it is back", async () => {
            const [pod] = await notesPods();
            const redisCheck = async () => {
                const response = await fetch(`${pod?.origin}/ready`);
                const { status, checks } = (await response.json()) as {
                    status: string;
                    checks: { redis: { status: string } };
                };
                return { code: response.status, status, redis: checks.redis.status };
            };
            await redis.stop();
            await assert.rejects(list(urls.notes), /the notes cannot be reached now; try again later/);
            const away = await eventually(redisCheck, ({ redis }) => redis !== "ok");
            // All pods lose it together: none of them is better than another, and an error says more than no pod at all.
            assert.deepEqual([away.code, away.status], [200, "degraded"]);
            assert.match(away.redis, /^error: /);

            await redis.start();
            assert.equal(await eventually(() => list(urls.notes).catch(() => undefined), Boolean), "plan");
            const back = await eventually(redisCheck, ({ redis }) => redis === "ok");
            assert.deepEqual([back.code, back.redis], [200, "ok"]);
            assert.deepEqual((await restarts()).filter(Boolean), []);
        });

        const restarts = async () =>
            (await objects("pods", "-n", stack.namespace, "-l", "app.kubernetes.io/name=notes-mcp")).map(
                ({ status = {} }) => (status.containerStatuses as { restartCount: number }[])[0]?.restartCount,
            );
    });
});

/** Asks until the answer is as wanted; gives the last one. */
async function eventually<Answer>(ask: () => Promise<Answer>, wanted: (answer: Answer) => unknown): Promise<Answer> {
    const end = Date.now() + noticedSeconds * 1000;
    for (;;) {
        const answer = await ask();
        if (wanted(answer) || Date.now() > end) return answer;
        await pause(500);
    }
}
